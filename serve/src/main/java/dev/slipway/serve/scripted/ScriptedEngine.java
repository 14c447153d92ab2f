package dev.slipway.serve.scripted;

import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.EngineAdmin;
import dev.slipway.serve.engine.EngineLoad;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.GenerationStream;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TextCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers with words made of the prompt's hash: the same request gives the same answer, on any machine. Its tokenizer
 * has a token a byte. Embeddings are eight numbers of the same hash, of length 1.
 */
public final class ScriptedEngine implements InferenceEngine, EngineAdmin {
    private final Script script;
    private final ByteCodec codec = new ByteCodec();
    private final ScheduledExecutorService threads;
    private final Set<ScriptedGeneration> running = ConcurrentHashMap.newKeySet();
    private final Steps steps;
    private final AtomicInteger weights = new AtomicInteger();
    private final AtomicInteger profiles = new AtomicInteger();
    private volatile String path = "scripted";
    private volatile boolean closed;

    public ScriptedEngine(Script script) {
        this.script = script;
        AtomicInteger count = new AtomicInteger();
        this.threads =
                Executors.newScheduledThreadPool(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4), task -> {
                    Thread thread = new Thread(task, "scripted-engine-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.steps = new Steps(script.pace().toNanos(), threads, running);
    }

    @Override
    public ModelInfo model() {
        return new ModelInfo(
                "scripted",
                path,
                script.contextLength(),
                true,
                EnumSet.of(
                        ModelInfo.Capability.TOKENS,
                        ModelInfo.Capability.CHAT_TOKENS,
                        ModelInfo.Capability.EMBEDDINGS,
                        ModelInfo.Capability.LOGPROBS),
                Map.of("model_type", "scripted", "weight_version", Integer.toString(weights.get())));
    }

    @Override
    public Flow.Publisher<GenerationEvent> generate(GenerateRequest request) {
        if (closed) {
            return failed(new ServeException(ServeException.Code.UNAVAILABLE, "the engine is closed"));
        }
        try {
            if (request.sampling().constraint().isPresent()) {
                throw new ServeException(
                        ServeException.Code.UNIMPLEMENTED,
                        "json_schema, regex: the scripted engine has no constrained answers");
            }
            ByteCodec.check(request.logprobs().ids());
            List<Integer> prompt = codec.ids(request.prompt());
            if (prompt.size() >= script.contextLength()) {
                throw ServeException.invalid("the prompt has " + prompt.size() + " tokens (expected: fewer than "
                        + script.contextLength() + ", the context length)");
            }
            ScriptedGeneration generation = new ScriptedGeneration(
                    request, prompt, generatedBefore(request.prompt()), script, threads, running::remove);
            running.add(generation);
            steps.begin();
            return generation.stream();
        } catch (ServeException e) {
            return failed(e);
        }
    }

    private static int generatedBefore(Prompt prompt) {
        return prompt instanceof Prompt.Continued continued
                ? continued.generated().size()
                : 0;
    }

    private static Flow.Publisher<GenerationEvent> failed(ServeException failure) {
        var stream = new GenerationStream(1, () -> {});
        stream.fail(failure);
        return stream;
    }

    @Override
    public CompletionStage<Embedding> embed(EmbedRequest request) {
        try {
            List<Integer> ids = codec.ids(request.prompt());
            int hash = ids.hashCode();
            double[] values = new double[8];
            double squares = 0;
            for (int i = 0; i < values.length; i++) {
                hash = hash * 0x9E3779B1 + i;
                values[i] = (hash >>> 8) / (double) (1 << 24) - 0.5;
                squares += values[i] * values[i];
            }
            List<Float> vector = new ArrayList<>();
            for (double value : values) {
                vector.add((float) (value / Math.sqrt(squares)));
            }
            return CompletableFuture.completedFuture(new Embedding(vector, ids.size()));
        } catch (ServeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public TextCodec text() {
        return codec;
    }

    @Override
    public EngineAdmin admin() {
        return this;
    }

    @Override
    public boolean isHealthy() {
        return !closed;
    }

    @Override
    public EngineLoad load() {
        return new EngineLoad(running.size(), 0, 0, script.slots());
    }

    @Override
    public CompletionStage<Boolean> flushCache() {
        return CompletableFuture.completedFuture(running.isEmpty());
    }

    @Override
    public CompletionStage<String> startProfile(Optional<Path> directory) {
        return profiles.compareAndSet(0, 1)
                ? CompletableFuture.completedFuture("Profiling started.")
                : CompletableFuture.failedFuture(new ServeException(
                        ServeException.Code.FAILED_PRECONDITION, "a profile is being recorded already"));
    }

    @Override
    public CompletionStage<String> stopProfile() {
        return profiles.compareAndSet(1, 0)
                ? CompletableFuture.completedFuture("Profiling stopped.")
                : CompletableFuture.failedFuture(
                        new ServeException(ServeException.Code.FAILED_PRECONDITION, "no profile is being recorded"));
    }

    @Override
    public CompletionStage<Void> updateWeights(String modelPath, Optional<String> loadFormat) {
        if (modelPath.isBlank()) {
            return CompletableFuture.failedFuture(
                    ServeException.invalid("model_path: \"\" (expected: the model's directory)"));
        }
        path = modelPath;
        weights.incrementAndGet();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        closed = true;
        running.forEach(ScriptedGeneration::close);
        threads.shutdown();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
