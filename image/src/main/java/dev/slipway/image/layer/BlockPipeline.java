package dev.slipway.image.layer;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Moves blocks from the producer to the sink: filled by the producer, compressed on the pool where that is wanted,
 * hashed and written in order by one thread of its own. The number of blocks is fixed, so a slow sink holds back the
 * producer. The own thread starts with the first full block: small layers are done on the producer's.
 */
final class BlockPipeline implements AutoCloseable {
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /** About 1 MiB each; several layers may be written at once within a heap of 512 MiB. */
    private static final int MAX_BLOCKS = 32;

    private final OutputStream sink;
    private final @Nullable CompressionPool pool;
    private final int level;
    private final MessageDigest diffHash = Digest.sha256();
    private final CRC32 crc = new CRC32();
    private final int maxBlocks;
    private final List<GzipBlock> blocks = new ArrayList<>();
    private final BlockingQueue<GzipBlock> free;
    private final BlockingQueue<Work> queue;
    /** Ends the queue; told by identity. */
    private final Work last;

    private GzipBlock current;
    private @Nullable Thread thread;
    private volatile @Nullable Throwable failure;
    private long uncompressedBytes;
    private boolean closed;

    /** @param done completes when the block's output is ready; null where blocks pass as they are */
    private record Work(GzipBlock block, @Nullable Future<?> done) {}

    private BlockPipeline(OutputStream sink, @Nullable CompressionPool pool, int level) {
        this.sink = sink;
        this.pool = pool;
        this.level = level;
        this.maxBlocks = pool == null ? 3 : Math.min(MAX_BLOCKS, pool.size() * 2 + 2);
        this.free = new ArrayBlockingQueue<>(maxBlocks);
        this.queue = new ArrayBlockingQueue<>(maxBlocks + 1);
        this.current = newBlock();
        current.start();
        this.last = new Work(current, null);
    }

    /** Blocks go to the sink as they are. */
    static BlockPipeline passing(OutputStream sink) {
        return new BlockPipeline(sink, null, 1);
    }

    /** One gzip member (RFC 1952), no name, no time, unknown system. */
    static BlockPipeline gzip(OutputStream sink, int level, CompressionPool pool) throws IOException {
        sink.write(GZIP_HEADER);
        return new BlockPipeline(sink, pool, level);
    }

    private GzipBlock newBlock() {
        GzipBlock block = new GzipBlock(level);
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
        GzipBlock full = current;
        GzipBlock next = free.poll();
        if (next == null) {
            next = blocks.size() < maxBlocks ? newBlock() : free.take();
        }
        if (pool != null) {
            next.follow(full);
        } else {
            next.start();
        }
        current = next;
        submit(full);
    }

    private void submit(GzipBlock full) throws InterruptedException {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("layer-writer").start(this::run);
        }
        Future<?> done = pool == null ? null : pool.submit(full::deflate);
        queue.put(new Work(full, done));
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
        } catch (ExecutionException e) {
            failure = e.getCause() == null ? e : e.getCause();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void emit(GzipBlock block) throws IOException {
        diffHash.update(block.input(), block.inputOffset(), block.length());
        if (pool == null) {
            sink.write(block.input(), block.inputOffset(), block.length());
        } else {
            crc.update(block.input(), block.inputOffset(), block.length());
            sink.write(block.output(), 0, block.outputLength());
        }
    }

    /** Writes what is left and the trailer; returns the digest of the input. */
    Digest finish() throws IOException, InterruptedException {
        if (thread == null) {
            if (pool != null) {
                current.deflate();
            }
            emit(current);
        } else {
            submit(current);
            queue.put(last);
            thread.join();
        }
        checkFailure();
        if (pool != null) {
            sink.write(trailer());
            sink.flush();
        } else {
            // Ends the frame when the sink is a zstd stream; a plain one only flushes.
            sink.close();
        }
        return Digest.finish(diffHash.digest());
    }

    private byte[] trailer() {
        byte[] trailer = new byte[GzipBlock.END.length + 8];
        System.arraycopy(GzipBlock.END, 0, trailer, 0, GzipBlock.END.length);
        long numbers = crc.getValue() & 0xFFFF_FFFFL | uncompressedBytes << 32;
        for (int i = 0; i < 8; i++) {
            trailer[GzipBlock.END.length + i] = (byte) (numbers >> 8 * i);
        }
        return trailer;
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
        // A pool thread may still be deflating a block of an abandoned layer.
        for (Work work : queue) {
            if (work.done() != null) {
                work.done().cancel(false);
            }
        }
        blocks.forEach(GzipBlock::end);
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
