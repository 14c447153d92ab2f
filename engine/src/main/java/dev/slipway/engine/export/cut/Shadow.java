package dev.slipway.engine.export.cut;

import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.image.Digest;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.plan.graph.CanonicalForm;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a layer no image shows because layers above hide it.
 *
 * @param hidden by layer above, lowest first; empty when all is seen
 * @param digest which entries they are: {@link CanonicalForm} {@code ("shadow", 1)} of the paths of the topmost hidden
 *     entries, in order
 */
record Shadow(List<Hidden> hidden, Digest digest) {
    Shadow {
        hidden = List.copyOf(hidden);
    }

    /** All layers above hide together: contents of regular files, a file with several names once and only when all are hidden. */
    long bytes() {
        return hidden.stream().mapToLong(Hidden::bytes).sum();
    }

    /** @param above bottom first */
    static Shadow of(LayerIndex layer, List<LayerIndex> above) {
        return new Summing(layer).run(above);
    }

    private static final class Summing implements SeenEntries.Listener {
        private final LayerIndex layer;
        private final CanonicalForm form = new CanonicalForm("shadow", 1);
        private final Map<Integer, long[]> bytes = new TreeMap<>();
        private final Map<Integer, Linked> linked = new HashMap<>();

        /** A file with several names of which some are hidden. */
        private record Linked(int by, boolean removed, long sizeBytes) {}

        Summing(LayerIndex layer) {
            this.layer = layer;
        }

        Shadow run(List<LayerIndex> above) {
            new SeenEntries(layer, above, true, this).forEach(seen -> {});
            if (!linked.isEmpty()) {
                Set<Integer> seen = new HashSet<>();
                new SeenEntries(layer, above).forEach(entry -> seen.add(entry.linkGroup()));
                linked.keySet().removeAll(seen);
                linked.values().forEach(file -> count(file.by(), file.removed(), file.sizeBytes()));
            }
            List<Hidden> hidden = bytes.entrySet().stream()
                    .map(one -> new Hidden(one.getKey(), one.getValue()[0], one.getValue()[1]))
                    .toList();
            return new Shadow(hidden, form.digest());
        }

        @Override
        public void hidden(IndexEntry entry, int by, boolean removed) {
            form.text(entry.entry().path().value());
            add(entry, by, removed);
        }

        private void add(IndexEntry entry, int by, boolean removed) {
            switch (entry.entry()) {
                case LayerEntry.Directory directory ->
                    layer.children(directory.path()).forEach(child -> add(child, by, removed));
                case LayerEntry.RegularFile file when entry.linkGroup() == 0 -> count(by, removed, file.sizeBytes());
                case LayerEntry.RegularFile file ->
                    linked.putIfAbsent(entry.linkGroup(), new Linked(by, removed, file.sizeBytes()));
                default -> count(by, removed, 0);
            }
        }

        private void count(int by, boolean removed, long sizeBytes) {
            bytes.computeIfAbsent(by, place -> new long[2])[removed ? 1 : 0] += sizeBytes;
        }
    }
}
