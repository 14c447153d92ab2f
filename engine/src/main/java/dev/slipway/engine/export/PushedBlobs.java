package dev.slipway.engine.export;

import dev.slipway.engine.source.BaseBlobs;
import dev.slipway.engine.store.Memos;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.plan.graph.CanonicalForm;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * In which repositories of a registry blobs probably are: those that base images came from, and those pushed to before.
 * The latter are memos of kind {@code pushed}; the key is {@link CanonicalForm} {@code ("pushed", 1)} of registry and
 * blob digest, the value the repository.
 */
final class PushedBlobs {
    private static final String KIND = "pushed";
    private static final int VERSION = 1;

    private final BaseBlobs base;
    private final Memos memos;

    PushedBlobs(BaseBlobs base, Memos memos) {
        this.base = base;
        this.memos = memos;
    }

    /** Another repository of the target's registry that a layer's blob may be mounted from. */
    Optional<String> elsewhere(LayerImage layer, ImageReference target) {
        Optional<ImageReference> origin = layer.origin() ? base.repository(layer.id()) : Optional.empty();
        return origin.filter(from -> from.registry().equals(target.registry()))
                .map(ImageReference::repository)
                .or(() -> elsewhere(layer.descriptor().digest(), target))
                .filter(from -> !from.equals(target.repository()));
    }

    /** The same for a blob of which nothing else is known. */
    Optional<String> elsewhere(Digest blob, ImageReference target) {
        return memos.find(KIND, key(blob, target))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .filter(from -> !from.equals(target.repository()));
    }

    void remember(Digest blob, ImageReference target) {
        if (memos.find(KIND, key(blob, target)).isEmpty()) {
            memos.put(KIND, key(blob, target), target.repository().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Digest key(Digest blob, ImageReference target) {
        return new CanonicalForm(KIND, VERSION)
                .text(target.registry())
                .text(blob.toString())
                .digest();
    }
}
