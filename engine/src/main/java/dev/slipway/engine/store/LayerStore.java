package dev.slipway.engine.store;

import dev.slipway.image.DiffId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Layers on this machine. All methods may be called from many threads and processes at once. */
public interface LayerStore {
    /** The layer when it is stored; cheap. Marks it as used by this process until it ends (prune leaves it). */
    Optional<StoredLayer> find(LayerId id);

    LayerIndex index(StoredLayer layer);

    /** Whether this process stored the layer, and nobody before. */
    boolean isNew(LayerId id);

    /** Starts a layer. */
    LayerDraft begin();

    /** The layer without entries. No step adds it; an image may list it. */
    StoredLayer empty();

    /**
     * Unpacks a base image's layer. Reads to the end of the tar, checks the diffID, and stores the layer only when it
     * is right. Idempotent; when another process unpacks the same layer, waits for it and reads nothing.
     *
     * @param tar opens the uncompressed tar, called at most once
     */
    StoredLayer unpack(DiffId expected, TarSource tar);

    /** Opens an uncompressed tar stream; the caller closes it. */
    @FunctionalInterface
    interface TarSource {
        InputStream open() throws IOException;
    }
}
