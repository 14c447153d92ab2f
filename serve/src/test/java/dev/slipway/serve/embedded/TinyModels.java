package dev.slipway.serve.embedded;

import dev.slipway.serve.tinymodel.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tiny models for tests, trained once a process and written to a directory of the process. */
public final class TinyModels {
    private static final Map<Long, TinyModel> TRAINED = new ConcurrentHashMap<>();
    private static final Map<Long, Path> WRITTEN = new ConcurrentHashMap<>();

    private TinyModels() {}

    static TinyModel trained(long seed) {
        return TRAINED.computeIfAbsent(seed, TinyModel::train);
    }

    public static Path file(long seed) {
        return WRITTEN.computeIfAbsent(seed, TinyModels::write);
    }

    private static Path write(long seed) {
        try {
            Path file = Files.createTempDirectory("tiny-model").resolve("tiny-" + seed + ".gguf");
            trained(seed).write(file);
            file.toFile().deleteOnExit();
            file.getParent().toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
