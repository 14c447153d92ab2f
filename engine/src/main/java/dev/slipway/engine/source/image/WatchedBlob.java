package dev.slipway.engine.source.image;

import dev.slipway.engine.source.progress.Progress;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A blob that tells how far it was read. */
record WatchedBlob(BlobSource source, Supplier<Progress> progress) implements BlobSource {
    @Override
    public Descriptor descriptor() {
        return source.descriptor();
    }

    @Override
    public InputStream open() throws IOException {
        Progress told = progress.get();
        long total = descriptor().sizeBytes();
        return new FilterInputStream(source.open()) {
            private long current;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = in.read(buffer, offset, length);
                if (count > 0) {
                    current += count;
                    told.at(current, total);
                }
                return count;
            }
        };
    }
}
