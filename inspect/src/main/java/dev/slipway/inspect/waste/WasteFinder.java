package dev.slipway.inspect.waste;

import dev.slipway.inspect.tree.EntryType;
import dev.slipway.inspect.tree.ImageTree;
import dev.slipway.inspect.tree.Largest;
import dev.slipway.inspect.tree.LayerTree;
import dev.slipway.inspect.tree.StackedView;
import dev.slipway.inspect.tree.Stacking;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Finds what every layer holds in vain. The content of hard links is wasted only when the last of its names is hidden.
 * Files without content waste nothing.
 */
public final class WasteFinder {
    private static final int SHOWN_PATHS = 5;

    private record Key(WasteCause cause, String kind, int writer, int other) {}

    private static final class Sum {
        private long bytes;
        private long files;
        private final Largest largest = new Largest(SHOWN_PATHS);
    }

    private final ImageTree image;
    private final Listener listener;
    private final Map<Key, Sum> sums = new HashMap<>();

    private WasteFinder(ImageTree image, Listener listener) {
        this.image = image;
        this.listener = listener;
    }

    /** Told of each file that is wasted. */
    @FunctionalInterface
    public interface Listener {
        /**
         * One file.
         *
         * @param layer that holds it
         * @param node its path
         */
        void wasted(int layer, int node, long bytes);
    }

    /**
     * What was found.
     *
     * @param waste the most bytes first
     */
    public record Found(StackedView view, List<Waste> waste) {
        public Found {
            waste = List.copyOf(waste);
        }
    }

    public static Found find(ImageTree image) {
        return find(image, (layer, node, bytes) -> {});
    }

    /** The same, and tells of each file. */
    public static Found find(ImageTree image, Listener listener) {
        WasteFinder finder = new WasteFinder(image, listener);
        StackedView view = new StackedView(image, Stacking.stack(image, finder.new Hidden()));
        finder.useless(view);
        return new Found(view, finder.waste());
    }

    /** What later layers hide. */
    private final class Hidden implements Stacking.Listener {
        private final int[] names = image.names();

        @Override
        public void replaced(int entry, int by) {
            hide(entry, replacement(entry, by), image.layerOf(by));
        }

        @Override
        public void removed(int entry, int layer) {
            hide(entry, WasteCause.DELETED, layer);
        }

        private WasteCause replacement(int entry, int by) {
            int old = image.inode(entry);
            int changed = image.inode(by);
            LayerTree below = image.layers().get(image.layerOf(old));
            LayerTree above = image.layers().get(image.layerOf(changed));
            int place = image.placeOf(changed);
            if (image.type(changed) != EntryType.FILE || !below.isSameContent(image.placeOf(old), above, place)) {
                return WasteCause.OVERWRITTEN_CHANGED;
            }
            return below.isSameMetadata(image.placeOf(old), above, place)
                    ? WasteCause.OVERWRITTEN_SAME
                    : WasteCause.METADATA_ONLY;
        }

        private void hide(int entry, WasteCause cause, int layer) {
            int inode = image.inode(entry);
            if (names.length > 0 && --names[inode] > 0) {
                return;
            }
            add(new Key(cause, "", image.layerOf(inode), layer), image.node(entry), image.sizeBytes(inode));
        }
    }

    /** What is seen and yet of no use: what has all its names in places of the table, and copies. */
    private void useless(StackedView view) {
        WastePaths table = WastePaths.table();
        byte[] places = table.places(image.paths());
        Copies copies = new Copies(image);
        view.files(node -> places[node] == 0, (node, layer, inode, size) -> {
            if (places[node] == 0) {
                copies.add(image.entry(layer, inode));
            } else {
                WastePaths.Rule rule = table.rule(places[node]);
                add(new Key(rule.cause(), rule.kind(), layer, -1), node, size);
            }
        });
        view.files(node -> places[node] == 0, (node, layer, inode, size) -> {
            if (places[node] == 0) {
                int first = image.layerOf(copies.first(image.entry(layer, inode)));
                if (first != layer) {
                    add(new Key(WasteCause.DUPLICATE, "", layer, first), node, size);
                }
            }
        });
    }

    private void add(Key key, int node, long bytes) {
        if (bytes > 0) {
            Sum sum = sums.computeIfAbsent(key, k -> new Sum());
            sum.bytes += bytes;
            sum.files++;
            sum.largest.offer(node, bytes);
            listener.wasted(key.writer, node, bytes);
        }
    }

    private List<Waste> waste() {
        List<Waste> found = new ArrayList<>();
        sums.forEach((key, sum) -> found.add(new Waste(
                key.cause,
                key.kind,
                key.writer,
                key.other < 0 ? OptionalInt.empty() : OptionalInt.of(key.other),
                sum.bytes,
                sum.files,
                sum.largest.descending().stream().map(image.paths()::path).toList())));
        found.sort(Comparator.comparingLong(Waste::bytes)
                .reversed()
                .thenComparing(Waste::cause)
                .thenComparing(Waste::kind)
                .thenComparing(Waste::writer)
                .thenComparing(waste -> waste.other().orElse(-1)));
        return found;
    }
}
