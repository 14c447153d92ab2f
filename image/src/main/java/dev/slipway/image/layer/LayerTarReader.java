package dev.slipway.image.layer;

import dev.slipway.image.Limits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

public final class LayerTarReader implements Closeable {
    private final InputStream tar;

    private LayerTarReader(InputStream tar) {
        this.tar = tar;
    }

    /** Reads a layer: {@code .wh.} names become {@link LayerEntry.Whiteout} and {@link LayerEntry.Opaque}. */
    public static LayerTarReader layer(InputStream tar, String subject, Limits limits) {
        return new LayerTarReader(tar);
    }

    /** Reads any other tar: {@code .wh.} names are ordinary. */
    public static LayerTarReader plain(InputStream tar, String subject, EntryGuard guard, Limits limits) {
        return new LayerTarReader(tar);
    }

    /** The next entry; empty at the end, when the rest of the stream has been read too (so that digests are checked). */
    public Optional<LayerEntry> next() throws IOException {
        throw new UnsupportedOperationException("being written");
    }

    /** Content of the regular file that {@link #next} returned last; valid until the next call of it. */
    public InputStream content() {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
