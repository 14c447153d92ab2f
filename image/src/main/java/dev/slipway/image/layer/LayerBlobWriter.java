package dev.slipway.image.layer;

import java.io.IOException;
import java.io.OutputStream;

/** Takes the bytes of a layer's tar, writes the compressed blob. */
public final class LayerBlobWriter extends OutputStream {
    private LayerBlobWriter() {}

    /** Does not close {@code blob}. */
    public static LayerBlobWriter to(OutputStream blob, LayerCompression compression, CompressionPool pool) {
        return new LayerBlobWriter();
    }

    @Override
    public void write(int b) throws IOException {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        throw new UnsupportedOperationException("being written");
    }

    /** Ends the blob. */
    public LayerBlob finish() throws IOException {
        throw new UnsupportedOperationException("being written");
    }

    /** Abandons the blob when it is not finished. */
    @Override
    public void close() throws IOException {}
}
