package dev.slipway.image.layer;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that compress blocks, shared by all layers that are written at one time. Platform threads: compression never
 * waits, and would hold back virtual ones. They start on first use and end with {@link #close}, which waits for what is
 * under way.
 */
public final class CompressionPool implements AutoCloseable {
    private final ExecutorService threads;
    private final int size;

    private CompressionPool(int size) {
        this.size = size;
        this.threads = Executors.newFixedThreadPool(
                size, Thread.ofPlatform().daemon().name("compress-", 0).factory());
    }

    public static CompressionPool of(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("compression threads: " + threads + " (expected: 1 to 1024)");
        }
        return new CompressionPool(threads);
    }

    /** One thread a processor. */
    public static CompressionPool ofProcessors() {
        return of(Runtime.getRuntime().availableProcessors());
    }

    int size() {
        return size;
    }

    Future<?> submit(Runnable task) {
        return threads.submit(task);
    }

    @Override
    public void close() {
        threads.close();
    }
}
