package dev.slipway.engine.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A layer being made: a private directory on the store's file system, in overlay form. Closing without a commit throws
 * it away; a crash leaves it to the next start's sweep.
 */
public interface LayerDraft extends AutoCloseable {
    /** Empty at first, mode 0755, owner 0:0; may be used as an overlay upper directory. */
    Path directory();

    /** An empty sibling on the same file system for overlay's work directory and other leftovers. */
    Path workDirectory();

    /**
     * Reads what was written, gives it its identity, and stores it. A layer with the same entries that is already
     * stored wins, so that its blobs stay the same. Idempotent per content; the draft is closed.
     *
     * <p>Reads every new file once. Digests that the writer already knows may be handed in.
     *
     * @return empty when the layer has no entries: nothing changed
     */
    Optional<StoredLayer> commit(KnownDigests known);

    @Override
    void close();
}
