package dev.slipway.engine.export.cut;

import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.store.layer.LayerContents;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CanonicalForm;
import dev.slipway.plan.request.LayerRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Decides what of each layer goes into which blob, and gives the entries. What was decided before is remembered, so that
 * an unchanged export opens no index (K3). Memo kind {@code cut}; the key is {@link CanonicalForm}
 * {@code ("layer-cuts", 1)} of the layer, those above it and the rules.
 */
public final class LayerCuts {
    private static final String KIND = "cut";

    private final Store store;
    private final LayerRules rules;

    public LayerCuts(Store store, LayerRules rules) {
        this.store = store;
        this.rules = rules;
    }

    /** @param above the layers over it in the image, bottom first */
    public CutLayer of(LayerId layer, List<LayerId> above) {
        StoredLayer stored = stored(layer);
        boolean prunes = rules.shadowed()
                        .filter(threshold -> threshold.bytes() <= stored.contentBytes())
                        .isPresent()
                && !above.isEmpty();
        boolean slices = rules.sizeTargetBytes()
                .filter(target -> target < stored.contentBytes())
                .isPresent();
        if (!prunes && !slices) {
            return new CutLayer(List.of(LayerCut.whole(layer)), List.of());
        }
        Digest key = key(layer, above);
        Optional<Decision> known = store.memos()
                .find(KIND, key)
                .flatMap(bytes -> Decision.read(new String(bytes, StandardCharsets.US_ASCII)));
        Decision decision = known.orElseGet(() -> decide(stored, above));
        if (known.isEmpty()) {
            store.memos().put(KIND, key, decision.text().getBytes(StandardCharsets.US_ASCII));
        }
        return cut(layer, above, decision);
    }

    private Digest key(LayerId layer, List<LayerId> above) {
        CanonicalForm form = new CanonicalForm("layer-cuts", 1)
                .text(layer.toString())
                .list(above)
                .optional(rules.shadowed().map(least -> least.bytes() + " " + least.percent()))
                .optional(rules.sizeTargetBytes())
                .number(rules.maxLayers());
        return form.digest();
    }

    private Decision decide(StoredLayer layer, List<LayerId> above) {
        List<LayerIndex> indexes =
                above.stream().map(this::stored).map(store.layers()::index).toList();
        Optional<Shadow> shadow = rules.shadowed()
                .map(threshold -> Shadow.of(store.layers().index(layer), indexes))
                .filter(found -> rules.shadowed().get().reachedBy(found.bytes(), layer.contentBytes()));
        long left = layer.contentBytes() - shadow.map(Shadow::bytes).orElse(0L);
        Optional<Long> target = rules.sizeTargetBytes()
                // so many slices that the image cannot be mounted help nobody
                .map(bytes -> Math.max(bytes, left / Math.max(1, rules.maxLayers() / 2)))
                .filter(bytes -> bytes < left);
        int slices = target.map(bytes -> SliceEntries.count(
                        new SeenEntries(store.layers().index(layer), shadow.isEmpty() ? List.of() : indexes), bytes))
                .orElse(1);
        return new Decision(
                shadow.map(Shadow::digest), shadow.map(Shadow::hidden).orElse(List.of()), slices, target.orElse(0L));
    }

    private static CutLayer cut(LayerId layer, List<LayerId> above, Decision decision) {
        List<LayerId> hiding = decision.digest().isPresent() ? above : List.of();
        List<LayerCut> cuts = decision.slices() == 1
                ? List.of(new LayerCut(layer, hiding, decision.digest(), Optional.empty()))
                : IntStream.range(0, decision.slices())
                        .mapToObj(number -> new LayerCut.Slice(number, decision.targetBytes()))
                        .map(slice -> new LayerCut(layer, hiding, decision.digest(), Optional.of(slice)))
                        .toList();
        return new CutLayer(cuts, decision.hidden());
    }

    /** The entries of a cut with their files. */
    public LayerContents contents(LayerCut cut) {
        StoredLayer layer = stored(cut.layer());
        LayerIndex index = store.layers().index(layer);
        List<LayerIndex> above = cut.seenBelow().stream()
                .map(this::stored)
                .map(store.layers()::index)
                .toList();
        Iterable<IndexEntry> seen = above.isEmpty() ? index.entries() : new SeenEntries(index, above);
        return new LayerContents(
                layer,
                cut.slice()
                        .<Iterable<IndexEntry>>map(slice -> new SliceEntries(seen, slice.targetBytes(), slice.number()))
                        .orElse(seen));
    }

    private StoredLayer stored(LayerId layer) {
        return store.layers()
                .find(layer)
                .orElseThrow(() -> new IllegalStateException("layer " + layer + " is not stored"));
    }

    /** What is remembered of a layer below others. */
    private record Decision(Optional<Digest> digest, List<Hidden> hidden, int slices, long targetBytes) {
        /** {@code <slices> <target> [<digest>]}, then a line a hiding layer: {@code <place> <overwritten> <removed>}. */
        String text() {
            StringBuilder text = new StringBuilder();
            text.append(slices).append(' ').append(targetBytes);
            digest.ifPresent(which -> text.append(' ').append(which));
            hidden.forEach(one -> text.append('\n')
                    .append(one.by())
                    .append(' ')
                    .append(one.overwrittenBytes())
                    .append(' ')
                    .append(one.removedBytes()));
            return text.toString();
        }

        /** Empty when it is something else; a memo that cannot be read is one that was lost. */
        static Optional<Decision> read(String text) {
            try {
                String[] lines = text.split("\n");
                String[] head = lines[0].split(" ");
                List<Hidden> hidden = new ArrayList<>();
                for (int i = 1; i < lines.length; i++) {
                    String[] fields = lines[i].split(" ");
                    hidden.add(new Hidden(
                            Integer.parseInt(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2])));
                }
                Optional<Digest> digest = head.length > 2 ? Optional.of(Digest.parse(head[2])) : Optional.empty();
                return Optional.of(new Decision(digest, hidden, Integer.parseInt(head[0]), Long.parseLong(head[1])));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                return Optional.empty();
            }
        }
    }
}
