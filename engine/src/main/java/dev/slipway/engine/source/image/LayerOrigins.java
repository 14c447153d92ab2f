package dev.slipway.engine.source.image;

import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Memos;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of where layers come from: in memory for this build, as memos (kind {@code origin}, by diffID) for later
 * ones, whose records may name a layer of an image that they do not resolve.
 */
final class LayerOrigins {
    private static final String MEMO = "origin";

    private final Memos memos;
    private final Map<Digest, LayerOrigin> known = new ConcurrentHashMap<>();

    LayerOrigins(Memos memos) {
        this.memos = memos;
    }

    /** @param lasting whether later builds shall know it too */
    void remember(LayerPlace place, List<DiffId> diffIds, List<Descriptor> layers, boolean lasting) {
        for (int i = 0; i < layers.size(); i++) {
            LayerOrigin origin = new LayerOrigin(place, layers.get(i));
            known.put(diffIds.get(i).digest(), origin);
            if (lasting) {
                memos.put(MEMO, diffIds.get(i).digest(), origin.encode());
            }
        }
    }

    /** Empty for layers made here, and when it was forgotten. */
    Optional<LayerOrigin> find(LayerId layer) {
        if (layer.kind() != LayerId.Kind.DIFF) {
            return Optional.empty();
        }
        LayerOrigin here = known.get(layer.digest());
        if (here != null) {
            return Optional.of(here);
        }
        Optional<LayerOrigin> kept = kept(layer);
        kept.ifPresent(origin -> known.put(layer.digest(), origin));
        return kept;
    }

    private Optional<LayerOrigin> kept(LayerId layer) {
        return memos.find(MEMO, layer.digest()).flatMap(LayerOrigin::decode);
    }

    /** The repository that the layer's blob came from, also when this build found the blob nearer. */
    Optional<ImageReference> repository(LayerId layer) {
        Optional<LayerOrigin> now = find(layer);
        return now.flatMap(LayerOrigins::repository)
                .or(() -> now.flatMap(origin -> kept(layer)
                        .filter(before ->
                                before.blob().digest().equals(origin.blob().digest()))
                        .flatMap(LayerOrigins::repository)));
    }

    private static Optional<ImageReference> repository(LayerOrigin origin) {
        return origin.place() instanceof LayerPlace.Registry(ImageReference image)
                ? Optional.of(image)
                : Optional.empty();
    }
}
