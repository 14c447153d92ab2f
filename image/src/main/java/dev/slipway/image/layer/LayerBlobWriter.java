package dev.slipway.image.layer;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * Takes the bytes of a layer's tar, writes the compressed blob and knows both digests at the end, in one pass.
 *
 * <p>Equal bytes and equal {@link LayerCompression} give an equal blob, whatever the number of threads and however the
 * bytes were cut into writes. Gzip is one member without time or name. Memory: two blocks of about 1 MiB a thread, at most
 * 32 MiB, whatever the layer's size. The caller's thread fills blocks, the pool's threads compress, one more thread hashes
 * and writes in order. For one thread at a time.
 *
 * <p>When writing the blob breaks, the next write or {@link #finish} throws the IOException. The given stream is
 * flushed, never closed.
 */
public final class LayerBlobWriter extends OutputStream {
    private final DigestingOutput blob;
    private final LayerCompression compression;
    /** What the pipeline writes to: {@link #blob} or a compressor before it. */
    private final OutputStream sink;

    private final BlockPipeline pipeline;
    private boolean finished;

    private LayerBlobWriter(
            DigestingOutput blob, OutputStream sink, LayerCompression compression, BlockPipeline pipeline) {
        this.blob = blob;
        this.sink = sink;
        this.compression = compression;
        this.pipeline = pipeline;
    }

    public static LayerBlobWriter to(OutputStream blob, LayerCompression compression, CompressionPool pool)
            throws IOException {
        DigestingOutput out = new DigestingOutput(blob);
        return switch (compression.kind()) {
            case UNCOMPRESSED -> new LayerBlobWriter(out, out, compression, BlockPipeline.passing(out));
            case GZIP -> new LayerBlobWriter(out, out, compression, BlockPipeline.gzip(out, compression.level(), pool));
            case ZSTD -> {
                OutputStream zstd = zstd(out, compression.level(), pool.size());
                yield new LayerBlobWriter(out, zstd, compression, BlockPipeline.passing(zstd));
            }
        };
    }

    /** At least one worker: zstd's bytes depend on whether there are workers, but not on how many. */
    private static OutputStream zstd(OutputStream sink, int level, int threads) throws IOException {
        return new ZstdOutputStreamNoFinalizer(sink, level).setWorkers(threads).setCloseFrameOnFlush(false);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            pipeline.write(bytes, offset, length);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Ends the blob. Call once. */
    public LayerBlob finish() throws IOException {
        if (finished) {
            throw new IllegalStateException("a layer blob is finished once");
        }
        finished = true;
        try {
            DiffId diffId = new DiffId(pipeline.finish());
            blob.flush();
            Compression kind = compression.kind();
            Descriptor descriptor = Descriptor.of(kind.ociLayer(), blob.digest(), blob.sizeBytes());
            return new LayerBlob(diffId, pipeline.uncompressedBytes(), descriptor);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            close();
        }
    }

    /** Abandons the blob when it is not finished: what was written of it is worthless. */
    @Override
    public void close() {
        pipeline.close();
        blob.abandon();
        try {
            // Frees zstd's native memory; nothing reaches the blob any more.
            sink.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing an abandoned layer", e);
        }
    }

    private static IOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException e = new InterruptedIOException("writing a layer was interrupted");
        e.initCause(cause);
        return e;
    }
}
