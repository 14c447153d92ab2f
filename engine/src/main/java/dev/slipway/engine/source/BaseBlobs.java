package dev.slipway.engine.source;

import dev.slipway.engine.store.LayerId;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageReference;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The blobs of base images' layers as their origin keeps them, for exports that leave base layers as they are. Safe
 * for many threads.
 */
public interface BaseBlobs {
    /** The blob that the origin lists for this layer; empty for layers made here and for unknown ones. Reads nothing. */
    Optional<Descriptor> descriptor(LayerId layer);

    /** The repository of a registry that the layer's blob is known to be in. Asks nobody. */
    Optional<ImageReference> repository(LayerId layer);

    /**
     * The blob as a verified file of the content store, fetched when it is not there. Never write to it.
     *
     * @param layer one with a {@link #descriptor}
     */
    Path blob(LayerId layer) throws InterruptedException;
}
