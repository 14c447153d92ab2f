package dev.slipway.engine.export;

import dev.slipway.image.layer.CompressionPool;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes several layers at once, all feeding one pool of compressing threads: as many layers as the machine has processors,
 * at most 4, since each takes up to 64 MiB of memory and few of them keep many threads busy. The
 * first failure and an interrupt end the others, and nothing runs any more when it is thrown on.
 */
final class BlobTasks {
    private static final int LAYERS_AT_ONCE = 4;

    private BlobTasks() {}

    /** Writes one layer. */
    @FunctionalInterface
    interface Task {
        LayerImage run(CompressionPool pool) throws IOException, InterruptedException;
    }

    /** @return in the order of the tasks */
    static List<LayerImage> runAll(List<Task> tasks) throws InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        try (CompressionPool pool = CompressionPool.of(processors);
                ExecutorService threads = Executors.newFixedThreadPool(
                        Math.min(Math.min(processors, LAYERS_AT_ONCE), tasks.size()),
                        Thread.ofPlatform().name("export-", 0).factory())) {
            CompletionService<LayerImage> running = new ExecutorCompletionService<>(threads);
            List<Future<LayerImage>> results = tasks.stream()
                    .map(task -> running.submit(() -> task.run(pool)))
                    .toList();
            try {
                for (int ended = 0; ended < results.size(); ended++) {
                    running.take().get();
                }
                return results.stream().map(Future::resultNow).toList();
            } catch (ExecutionException e) {
                throw unwrapped(e.getCause());
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static RuntimeException unwrapped(Throwable fault) {
        return switch (fault) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case IOException e -> ExportException.io("write layer blob", e);
            default -> new IllegalStateException(fault);
        };
    }
}
