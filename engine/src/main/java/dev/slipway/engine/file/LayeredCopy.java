package dev.slipway.engine.file;

import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.LayeredWalk;
import dev.slipway.engine.tree.MergedTree;
import dev.slipway.engine.tree.Selection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Copies one batch of a selection ({@link Selection#batches}) into one layer for each part of the source's layers, so
 * that a part that did not change is the layer that it was before: the same blob, nothing to compress or to push.
 *
 * <p>A first walk tells what each layer will be known by, from the indexes alone. Those that are stored already are
 * taken as they are and nothing is written for them.
 */
final class LayeredCopy {
    private final Store store;
    private final FileTree lower;
    private final FileCopies copies;
    private final SortedSet<String> refusedXattrs = new TreeSet<>();

    /** @param lower the root file system that is copied into */
    LayeredCopy(Store store, FileTree lower, FileCopies copies) {
        this.store = store;
        this.lower = lower;
        this.copies = copies;
    }

    /** Where the batch goes. */
    @FunctionalInterface
    interface Placing {
        CopyTarget in(TargetTree target);
    }

    /** @return bottom first, one a part */
    List<StoredLayer> copy(MergedTree source, Selection batch, LayerParts parts, Placed placed, Placing placing)
            throws IOException, InterruptedException {
        // Where the destination and its parents are made; each part holds them too.
        try (StepLayer surroundings = new StepLayer(store, lower)) {
            PlacedParts placedParts = new PlacedParts(surroundings.target(), placed);
            placedParts.place(batch, placing.in(surroundings.target()));
            if (parts.count() == 0) {
                return surroundings.commit().stream().toList();
            }
            SortedMap<Integer, StoredLayer> layers = stored(placedParts, source, batch, parts);
            List<Integer> missing = IntStream.range(0, parts.count())
                    .filter(part -> !layers.containsKey(part))
                    .boxed()
                    .toList();
            if (!missing.isEmpty()) {
                try (PartWriter writer = new PartWriter(store, missing, copies)) {
                    placedParts.run(new LayeredWalk(source, batch, parts.only(missing)), parts.count(), writer);
                    for (int part : missing) {
                        writer.commit(part, refusedXattrs).ifPresent(layer -> layers.put(part, layer));
                    }
                }
            }
            return List.copyOf(layers.values());
        }
    }

    /** The parts whose layers are there already. */
    private SortedMap<Integer, StoredLayer> stored(
            PlacedParts placedParts, MergedTree source, Selection batch, LayerParts parts)
            throws IOException, InterruptedException {
        PartDigests digests = new PartDigests(parts.count());
        placedParts.run(new LayeredWalk(source, batch, parts.ofLayer()), parts.count(), digests);
        SortedMap<Integer, StoredLayer> stored = new TreeMap<>();
        for (int part = 0; part < parts.count(); part++) {
            Optional<StoredLayer> layer =
                    digests.finish(part).map(LayerId::ofTree).flatMap(store.layers()::find);
            if (layer.isPresent()) {
                stored.put(part, layer.get());
            }
        }
        return stored;
    }

    /** Names of extended attributes that could not be set. */
    SortedSet<String> refusedXattrs() {
        return refusedXattrs;
    }
}
