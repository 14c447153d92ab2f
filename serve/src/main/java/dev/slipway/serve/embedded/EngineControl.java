package dev.slipway.serve.embedded;

import dev.slipway.serve.engine.EngineAdmin;
import dev.slipway.serve.engine.EngineLoad;
import dev.slipway.serve.engine.ServeException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Load, caches, profiles and weights of the embedded engine. */
final class EngineControl implements EngineAdmin {
    private static final Set<String> FORMATS = Set.of("auto", "gguf");

    private final Weights weights;
    private final Executor threads;
    private final Profiles profiles = new Profiles(Clock.systemUTC());

    EngineControl(Weights weights, Executor threads) {
        this.weights = weights;
        this.threads = threads;
    }

    @Override
    public EngineLoad load() {
        return weights.now().scheduler().load();
    }

    @Override
    public CompletionStage<Boolean> flushCache() {
        return weights.now().scheduler().flush();
    }

    @Override
    public CompletionStage<String> startProfile(Optional<Path> directory) {
        CompletableFuture<String> result = new CompletableFuture<>();
        EngineText.run(threads, result, () -> result.complete(profiles.start(directory)));
        return result;
    }

    @Override
    public CompletionStage<String> stopProfile() {
        CompletableFuture<String> result = new CompletableFuture<>();
        EngineText.run(threads, result, () -> result.complete(profiles.stop()));
        return result;
    }

    @Override
    public CompletionStage<Void> updateWeights(String modelPath, Optional<String> loadFormat) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        // Loading is one long native call: it would hold a carrier of virtual threads.
        Executor loader =
                task -> Thread.ofPlatform().daemon().name("slipway-load").start(task);
        EngineText.run(loader, result, () -> {
            if (loadFormat.isPresent() && !FORMATS.contains(loadFormat.get())) {
                throw ServeException.invalid("load_format: \"" + loadFormat.get() + "\" (expected: auto or gguf)");
            }
            weights.update(path(modelPath));
            result.complete(null);
        });
        return result;
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw ServeException.invalid("model_path: \"\" (expected: a GGUF file, or a directory with one)");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw ServeException.invalid("model_path: \"" + text + "\" (expected: a path)");
        }
    }
}
