package dev.slipway.engine.store;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Blobs by digest. Idempotent and atomic: a blob is there whole or not at all. */
public interface ContentStore {
    /** Path of a stored blob, for reading or hard-linking; never write to it. Marks it as in use by this process. */
    Optional<Path> find(Digest digest);

    /**
     * Stores what the stream gives while checking digest and size; nothing is kept when either is wrong
     * ({@code StoreException} with code {@code CORRUPT}). A blob that is already there is not read.
     */
    Path put(Digest expected, long sizeBytes, InputStream content) throws IOException;

    /** Stores small bytes under their own digest. */
    Digest put(byte[] content);

    /** A blob whose digest is known only after it was written. */
    BlobDraft begin() throws IOException;

    /** A blob being written; closing without a commit throws it away. */
    interface BlobDraft extends AutoCloseable {
        OutputStream out();

        /** Syncs, checks the size, and renames to the digest's place. */
        Path commit(Digest digest, long sizeBytes) throws IOException;

        @Override
        void close() throws IOException;
    }
}
