package dev.slipway.image.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

public final class LayerTarWriter {
    private LayerTarWriter() {}

    /** Writes a layer: whiteouts and opaque marks as {@code .wh.} files; an ordinary {@code .wh.} name is refused. */
    public static LayerTarWriter layer(OutputStream tar, TarTimes times) {
        return new LayerTarWriter();
    }

    /** Writes any other tar; marks are refused, {@code .wh.} names are ordinary. */
    public static LayerTarWriter plain(OutputStream tar, TarTimes times) {
        return new LayerTarWriter();
    }

    /** Everything without content: all but regular files of more than 0 bytes. */
    public void put(LayerEntry entry) throws IOException {
        throw new UnsupportedOperationException("being written");
    }

    /** A regular file with exactly {@code sizeBytes} of content. Does not close {@code content}. */
    public void put(LayerEntry.RegularFile file, InputStream content) throws IOException {
        throw new UnsupportedOperationException("being written");
    }

    /** Ends the archive and flushes; the stream stays open. */
    public void finish() throws IOException {
        throw new UnsupportedOperationException("being written");
    }
}
