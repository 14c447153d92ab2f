package dev.slipway.engine.export.cut;

import dev.slipway.engine.store.LayerId;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CanonicalForm;
import java.util.List;
import java.util.Optional;

/**
 * What of a layer goes into one blob.
 *
 * @param seenBelow layers above it, bottom first, whose hidden entries are left out; empty when nothing is
 * @param hidden which entries are left out
 * @param slice empty for all of it
 */
public record LayerCut(LayerId layer, List<LayerId> seenBelow, Optional<Digest> hidden, Optional<Slice> slice) {
    /**
     * @param number 0 for the lowest
     * @param targetBytes see {@code --layer-size-target}
     */
    record Slice(int number, long targetBytes) {}

    public LayerCut {
        seenBelow = List.copyOf(seenBelow);
    }

    public static LayerCut whole(LayerId layer) {
        return new LayerCut(layer, List.of(), Optional.empty(), Optional.empty());
    }

    /**
     * Which part of the layer it is, empty for the whole: {@link CanonicalForm} {@code ("layer-cut", 1)} of what is left
     * out, and of the slice's number and target. The layers above count only by what they hide.
     */
    public Optional<Digest> identity() {
        if (hidden.isEmpty() && slice.isEmpty()) {
            return Optional.empty();
        }
        CanonicalForm form = new CanonicalForm("layer-cut", 1).optional(hidden).flag(slice.isPresent());
        slice.ifPresent(one -> form.number(one.number()).number(one.targetBytes()));
        return Optional.of(form.digest());
    }
}
