package dev.slipway.image.layout;

import dev.slipway.image.BlobSource;
import dev.slipway.image.ImageIndex;
import java.io.IOException;
import java.nio.file.Path;

public final class DirectoryLayoutWriter implements LayoutWriter {
    private DirectoryLayoutWriter() {}

    public static DirectoryLayoutWriter in(Path directory) throws IOException {
        return new DirectoryLayoutWriter();
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
