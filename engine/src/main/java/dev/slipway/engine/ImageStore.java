package dev.slipway.engine;

import dev.slipway.engine.store.ImageNames;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Manifest;
import dev.slipway.image.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The local image store, as {@code slipway image} shows it. Names may be written short ({@code app}). */
public interface ImageStore {
    /**
     * @param platforms of its manifests
     * @param compressedBytes of configs and layers, each blob once
     * @param created of the first platform's config
     */
    record Summary(
            ImageReference name,
            Descriptor target,
            List<Platform> platforms,
            long compressedBytes,
            Optional<Instant> created,
            Instant updated) {}

    /**
     * One platform of an image.
     *
     * @param root manifest or index that the name points at
     */
    record Detail(
            ImageReference name,
            Descriptor root,
            Descriptor manifestDescriptor,
            Manifest manifest,
            ImageConfig config) {}

    /** Sorted by name. */
    List<Summary> list();

    /** Forgets the name; the blobs go with the next prune. False when it was not there. */
    boolean remove(ImageReference name);

    /** Gives a further name. Throws {@code ImageNotFoundException} when {@code source} is not there. */
    ImageNames.NamedImage tag(ImageReference source, ImageReference target);

    /** Throws {@code ImageNotFoundException} when it is not there or not for this platform. */
    Detail inspect(ImageReference name, Optional<Platform> platform);

    /** The stored bytes of a manifest, index or config. */
    byte[] json(Digest digest);
}
