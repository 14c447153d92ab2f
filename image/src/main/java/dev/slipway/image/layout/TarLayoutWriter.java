package dev.slipway.image.layout;

import dev.slipway.image.BlobSource;
import dev.slipway.image.ImageIndex;
import java.io.IOException;
import java.io.OutputStream;

public final class TarLayoutWriter implements LayoutWriter {
    private TarLayoutWriter() {}

    /** Does not close {@code tar}. */
    public static TarLayoutWriter to(OutputStream tar) {
        return new TarLayoutWriter();
    }

    @Override
    public void put(BlobSource blob) throws IOException {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public void finish(ImageIndex index) throws IOException {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public void close() throws IOException {}
}
