package dev.slipway.engine.export;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Transfers to a registry, {@value #AT_ONCE} at once. The first failure and an interrupt end the others, and nothing runs
 * any more when it is thrown on.
 */
final class PushTasks {
    private static final int AT_ONCE = 4;

    private PushTasks() {}

    /** One transfer. */
    @FunctionalInterface
    interface Task<T> {
        T run() throws IOException;
    }

    /** @return results in the order of the tasks */
    static <T> List<T> runAll(List<Task<T>> tasks) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("push-", 0).factory())) {
            CompletionService<T> running = new ExecutorCompletionService<>(threads);
            List<Future<T>> all = new ArrayList<>();
            tasks.forEach(task -> all.add(running.submit(task::run)));
            try {
                for (int ended = 0; ended < all.size(); ended++) {
                    running.take().get();
                }
                List<T> results = new ArrayList<>();
                for (Future<T> one : all) {
                    results.add(one.get());
                }
                return results;
            } catch (ExecutionException e) {
                throw unwrapped(e.getCause());
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static RuntimeException unwrapped(Throwable fault) throws InterruptedException {
        return switch (fault) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case InterruptedIOException e -> throw new InterruptedException("push cancelled");
            case IOException e -> ExportException.io("push a blob", e);
            default -> new IllegalStateException(fault);
        };
    }
}
