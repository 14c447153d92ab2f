package dev.slipway.image.layer;

import dev.slipway.image.BlobSource;
import dev.slipway.image.DiffId;
import java.io.IOException;
import java.io.InputStream;

/** Reading of compressed streams, told by their first bytes. */
public final class Compressors {
    private Compressors() {}

    /** Decompresses gzip (any number of members) and zstd by magic; other streams pass through as they are. */
    public static InputStream decompress(InputStream in) throws IOException {
        throw new UnsupportedOperationException("being written");
    }

    /** The tar of a layer blob, verified twice: the blob's digest and the tar's {@code diffId}. */
    public static InputStream openTar(BlobSource layer, DiffId diffId) throws IOException {
        throw new UnsupportedOperationException("being written");
    }
}
