package dev.slipway.image.layer;

import dev.slipway.image.Digest;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * Digest and checksum of a layer's uncompressed bytes. A digest has only one thread's speed, so it has a thread of its own
 * that waits for nothing but input. The thread starts with the first block that is submitted.
 */
final class InputHash implements AutoCloseable {
    private final MessageDigest hash = Digest.sha256();
    private final CRC32 crc = new CRC32();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("layer-hash").factory());

    /** Adds the block's input after all before it; the input must not change until the result is done. */
    Future<?> submit(LayerBlock block) {
        return thread.submit(() -> update(block));
    }

    /** Adds the block's input on the caller's thread, when everything that was submitted is done. */
    void update(LayerBlock block) {
        Digest.update(hash, block.input(), block.inputOffset(), block.length());
        crc.update(block.input(), block.inputOffset(), block.length());
    }

    long crc() {
        return crc.getValue();
    }

    /** Call once. */
    Digest digest() {
        return Digest.finish(hash.digest());
    }

    /** Ends the thread; what it has not begun is dropped. */
    @Override
    public void close() {
        thread.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (thread.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
