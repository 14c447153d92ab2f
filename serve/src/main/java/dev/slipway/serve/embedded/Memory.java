package dev.slipway.serve.embedded;

import dev.slipway.serve.engine.ServeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Whether a model fits into what is free. Native memory that is not there is not refused by the system: it ends the process later. */
final class Memory {
    private static final Path LIMIT = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path USED = Path.of("/sys/fs/cgroup/memory.current");
    private static final Path SYSTEM = Path.of("/proc/meminfo");

    private Memory() {}

    /** RESOURCE_EXHAUSTED when there is less; where the system does not tell, nothing is checked. */
    static void require(long bytes, Path model) {
        OptionalLong free = free();
        if (free.isPresent() && bytes > free.getAsLong()) {
            throw new ServeException(
                    ServeException.Code.RESOURCE_EXHAUSTED,
                    "cannot load model: " + model + ": it takes " + mebibytes(bytes)
                            + " MiB with its cache (expected: at most the " + mebibytes(free.getAsLong())
                            + " MiB that are free; fewer slots or a shorter context take less)");
        }
    }

    private static OptionalLong free() {
        OptionalLong free = OptionalLong.empty();
        for (String line : lines(SYSTEM)) {
            if (line.startsWith("MemAvailable:")) {
                free = OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) * 1024);
            }
        }
        List<String> limit = lines(LIMIT);
        List<String> used = lines(USED);
        if (!limit.isEmpty() && !used.isEmpty() && limit.getFirst().matches("\\d+")) {
            long left = Long.parseLong(limit.getFirst()) - Long.parseLong(used.getFirst());
            free = OptionalLong.of(Math.min(left, free.orElse(Long.MAX_VALUE)));
        }
        return free;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static long mebibytes(long bytes) {
        return bytes >> 20;
    }
}
