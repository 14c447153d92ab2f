package dev.slipway.image.layout;

import dev.slipway.image.BlobSource;
import dev.slipway.image.ImageIndex;
import java.io.Closeable;
import java.io.IOException;

/**
 * Writes an OCI image layout. Blobs may come in any order and more than once; the index comes last and completes the
 * layout. A writer that is closed without {@link #finish} leaves no usable layout.
 *
 * <p>Not for use by several threads at once.
 */
public interface LayoutWriter extends Closeable {
    /** Puts a blob, unless one of that digest is there. Reads and verifies the blob, or links or copies its file unread. */
    void put(BlobSource blob) throws IOException;

    /** Writes {@code index.json} and {@code oci-layout}. */
    void finish(ImageIndex index) throws IOException;
}
