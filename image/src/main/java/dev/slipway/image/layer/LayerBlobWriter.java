package dev.slipway.image.layer;

import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * Takes the bytes of a layer's tar, writes the compressed blob and knows both digests at the end, in one pass.
 *
 * <p>Equal bytes and equal {@link LayerCompression} give an equal blob, whatever the number of threads and however the
 * bytes were cut into writes. Gzip is one member without time or name, zstd a series of frames. Memory: two blocks a thread
 * and three more, at most 64 MiB, whatever the layer's size. The caller's thread fills blocks, the pool's threads compress,
 * two more hash the tar and write the blob, in order. For one thread at a time.
 *
 * <p>When writing the blob breaks, the next write or {@link #finish} throws the IOException. The given stream is
 * flushed, never closed.
 */
public final class LayerBlobWriter extends OutputStream {
    private final DigestingOutput blob;
    private final LayerCompression compression;
    private final BlockPipeline pipeline;
    private boolean finished;

    private LayerBlobWriter(DigestingOutput blob, LayerCompression compression, BlockPipeline pipeline) {
        this.blob = blob;
        this.compression = compression;
        this.pipeline = pipeline;
    }

    public static LayerBlobWriter to(OutputStream blob, LayerCompression compression, CompressionPool pool)
            throws IOException {
        DigestingOutput out = new DigestingOutput(blob);
        return new LayerBlobWriter(out, compression, new BlockPipeline(out, BlockFormat.of(compression), pool));
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
            pipeline.finish();
            Compression kind = compression.kind();
            Descriptor descriptor = Descriptor.of(kind.ociLayer(), blob.digest(), blob.sizeBytes());
            Digest tar = kind == Compression.UNCOMPRESSED ? descriptor.digest() : pipeline.digest();
            return new LayerBlob(new DiffId(tar), pipeline.uncompressedBytes(), descriptor);
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
    }

    private static IOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException e = new InterruptedIOException("writing a layer was interrupted");
        e.initCause(cause);
        return e;
    }
}
