package dev.slipway.engine.store;

import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import java.util.Optional;

/** Content digests of files that need not be read again when a layer is stored. */
@FunctionalInterface
public interface KnownDigests {
    KnownDigests NONE = path -> Optional.empty();

    /** sha256 of the regular file at this path of the layer, when it is known for certain. */
    Optional<Digest> of(ImagePath path);
}
