package dev.slipway.engine.store;

import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The local image store's names: reference to manifest or index. Blobs are in the content store or made on demand. */
public interface ImageNames {
    /**
     * @param name canonical, with a tag
     * @param target manifest or index in the content store
     */
    record NamedImage(ImageReference name, Descriptor target, Instant updated) {}

    Optional<NamedImage> find(ImageReference name);

    void put(NamedImage image);

    /** False when it was not there. */
    boolean remove(ImageReference name);

    /** Sorted by name. */
    List<NamedImage> list();
}
