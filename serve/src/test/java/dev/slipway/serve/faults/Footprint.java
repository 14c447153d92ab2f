package dev.slipway.serve.faults;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param threads their names, but those that carry virtual threads
 * @param heapBytes after a collection
 */
record Footprint(List<String> threads, long files, long heapBytes) {
    static Footprint now() throws IOException {
        List<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("ForkJoinPool") && !name.startsWith("VirtualThread"))
                .sorted()
                .toList();
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return new Footprint(threads, files.count(), heap);
        }
    }
}
