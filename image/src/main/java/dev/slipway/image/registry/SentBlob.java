package dev.slipway.image.registry;

import dev.slipway.image.BlobSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A blob on its way to a registry: streamed from its source with its length known ahead, from the start again for each
 * attempt. Tells how far it is. The HTTP client's threads read it; opening and closing are the uploader's.
 */
final class SentBlob implements AutoCloseable {
    private final BlobSource source;
    private final LongConsumer told;
    private final AtomicLong position = new AtomicLong();
    private volatile @Nullable InputStream stream;
    private volatile @Nullable RuntimeException unsound;

    /** @param told the number of bytes handed over so far; begins anew with each attempt */
    SentBlob(BlobSource source, LongConsumer told) {
        this.source = source;
        this.told = told;
    }

    HttpRequest.BodyPublisher open() throws IOException {
        close();
        position.set(0);
        long size = source.descriptor().sizeBytes();
        if (size == 0) {
            return HttpRequest.BodyPublishers.noBody();
        }
        InputStream opened = new Counting(source.open());
        stream = opened;
        return HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofInputStream(() -> opened), size);
    }

    /** How many bytes were handed over. */
    long position() {
        return position.get();
    }

    boolean isWhole() {
        return position.get() >= source.descriptor().sizeBytes();
    }

    /** That the bytes are not those of the blob is why an upload broke; sending them again would not help. */
    void requireSound() {
        RuntimeException fault = unsound;
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public void close() throws IOException {
        InputStream open = stream;
        if (open != null) {
            stream = null;
            open.close();
        }
    }

    /** Counts what is read, and keeps what the source objects to. */
    private final class Counting extends FilterInputStream {
        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int count = in.read(buffer, offset, length);
                if (count > 0) {
                    told.accept(position.addAndGet(count));
                }
                return count;
            } catch (RuntimeException e) {
                unsound = e;
                throw new IOException(e);
            }
        }
    }
}
