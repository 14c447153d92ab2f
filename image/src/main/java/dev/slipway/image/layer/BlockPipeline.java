package dev.slipway.image.layer;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Moves blocks from the producer to the sink: filled by the producer, hashed by one thread, compressed on the pool where
 * that is wanted, written in order by another thread of its own. The number of blocks is fixed, so a slow sink holds back
 * the producer. The own threads start with the first full block: small layers are done on the producer's.
 */
final class BlockPipeline implements AutoCloseable {
    /** Several layers may be written at once within a heap of 512 MiB. */
    private static final int MAX_BYTES = 64 << 20;

    private final OutputStream sink;
    private final BlockFormat format;
    private final CompressionPool pool;
    private final InputHash hash = new InputHash();
    private final int maxBlocks;
    private final List<LayerBlock> blocks = new ArrayList<>();
    private final BlockingQueue<LayerBlock> free;
    private final BlockingQueue<Work> queue;
    /** Ends the queue; told by identity. */
    private final Work last;

    private LayerBlock current;
    private @Nullable Thread thread;
    private volatile @Nullable Throwable failure;
    private long uncompressedBytes;
    private boolean closed;

    /**
     * @param done completes when the block's output is ready; null where blocks are written as they are
     * @param hashed completes when the block's input is hashed; null where the sink hashes the same bytes
     */
    private record Work(
            LayerBlock block,
            @Nullable Future<?> done,
            @Nullable Future<?> hashed) {}

    /** Writes the format's header. */
    BlockPipeline(OutputStream sink, BlockFormat format, CompressionPool pool) throws IOException {
        this.sink = sink;
        this.format = format;
        this.pool = pool;
        // Each thread has a block at work and one waiting; one is being filled, one hashed, one written.
        this.maxBlocks = Math.max(4, Math.min(MAX_BYTES / format.blockBytes(), pool.size() * 2 + 3));
        this.free = new ArrayBlockingQueue<>(maxBlocks);
        this.queue = new ArrayBlockingQueue<>(maxBlocks + 1);
        this.current = newBlock();
        this.last = new Work(current, null, null);
        sink.write(format.header());
    }

    private LayerBlock newBlock() {
        LayerBlock block = format.newBlock();
        blocks.add(block);
        return block;
    }

    long uncompressedBytes() {
        return uncompressedBytes;
    }

    void write(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        int at = offset;
        int left = length;
        while (left > 0) {
            if (current.isFull()) {
                turn();
            }
            int taken = current.fill(bytes, at, left);
            at += taken;
            left -= taken;
        }
        uncompressedBytes += length;
    }

    /** Hands on the full block and takes an empty one. */
    private void turn() throws IOException, InterruptedException {
        checkFailure();
        LayerBlock full = current;
        LayerBlock next = free.poll();
        if (next == null) {
            next = blocks.size() < maxBlocks ? newBlock() : free.take();
        }
        next.follow(full);
        current = next;
        submit(full);
    }

    private void submit(LayerBlock full) throws InterruptedException {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("layer-writer").start(this::run);
        }
        Future<?> hashed = format.compresses() ? hash.submit(full) : null;
        Future<?> done = format.compresses() ? pool.submit(full::compress) : null;
        queue.put(new Work(full, done, hashed));
    }

    private void run() {
        try {
            for (Work work = queue.take(); work != last; work = queue.take()) {
                pass(work);
                free.put(work.block());
            }
        } catch (InterruptedException e) {
            // Only close() interrupts, when nobody waits for the result any more.
            Thread.currentThread().interrupt();
        }
    }

    /** After a failure blocks still come back to the producer, which would otherwise wait for ever. */
    private void pass(Work work) throws InterruptedException {
        if (failure != null) {
            return;
        }
        try {
            if (work.done() != null) {
                work.done().get();
            }
            emit(work.block());
            if (work.hashed() != null) {
                work.hashed().get();
            }
        } catch (ExecutionException e) {
            failure = e.getCause() == null ? e : e.getCause();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void emit(LayerBlock block) throws IOException {
        sink.write(block.output(), 0, block.outputLength());
    }

    /** Writes what is left and the trailer. */
    void finish() throws IOException, InterruptedException {
        if (thread == null) {
            if (format.compresses()) {
                hash.update(current);
                current.compress();
            }
            emit(current);
        } else {
            submit(current);
            queue.put(last);
            thread.join();
        }
        checkFailure();
        sink.write(format.trailer(hash, uncompressedBytes));
        sink.flush();
    }

    /** Digest of the input, once it is finished; not known when blocks are written as they are. */
    Digest digest() {
        return hash.digest();
    }

    private void checkFailure() throws IOException {
        Throwable cause = failure;
        switch (cause) {
            case null -> {}
            case IOException e -> throw new IOException(e.getMessage(), e);
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException("compressing a block", cause);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Thread running = thread;
        if (running != null && running.isAlive()) {
            running.interrupt();
            joinQuietly(running);
        }
        hash.close();
        // A pool thread may still be deflating a block of an abandoned layer.
        for (Work work : queue) {
            if (work.done() != null) {
                work.done().cancel(false);
            }
        }
        blocks.forEach(LayerBlock::end);
    }

    private static void joinQuietly(Thread running) {
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
