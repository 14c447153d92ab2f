package dev.slipway.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A blob that can be read: from a file, an archive, a registry or memory.
 *
 * <p>Guarantees: {@link #open} may be called any number of times, from any thread; the caller closes what it opened.
 * The stream delivers exactly the bytes that the descriptor promises, or throws {@link BlobException} before it
 * reports the end. Whoever stops early has verified nothing.
 */
public interface BlobSource {
    Descriptor descriptor();

    InputStream open() throws IOException;

    /** A source over raw, not yet verified bytes. */
    static BlobSource of(Descriptor descriptor, Opener raw) {
        return new BlobSource() {
            @Override
            public Descriptor descriptor() {
                return descriptor;
            }

            @Override
            public InputStream open() throws IOException {
                return new VerifyingInputStream(raw.open(), descriptor);
            }
        };
    }

    /** A small blob in memory; its descriptor is made here. The array must not be changed afterwards. */
    static BlobSource of(MediaType mediaType, byte[] bytes) {
        Descriptor descriptor = Descriptor.of(mediaType, Digest.of(bytes), bytes.length);
        return of(descriptor, () -> new ByteArrayInputStream(bytes));
    }

    /** The whole blob, verified. Throws MalformedImageException when it is larger than {@code maxBytes}. */
    default byte[] readAll(int maxBytes) throws IOException {
        Descriptor what = descriptor();
        if (what.sizeBytes() > maxBytes) {
            throw new MalformedImageException(
                    what.mediaType() + " " + what.digest(),
                    what.sizeBytes() + " bytes (expected: at most " + maxBytes + ")");
        }
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }

    /** Opens raw bytes of a blob. */
    interface Opener {
        InputStream open() throws IOException;
    }
}
