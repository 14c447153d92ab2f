package dev.slipway.inspect.tree;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Lays the layers of an image over each other, as a container's file system does, and tells what each hides of those
 * below (OCI image-spec, layer.md: whiteouts and opaque marks concern lower layers only; a later entry of the same path
 * replaces the earlier one).
 */
public final class Stacking {
    /** Told of everything that is no longer seen. */
    public interface Listener {
        /** @param by the entry that replaces it */
        void replaced(int entry, int by);

        /** @param layer whose whiteout, opaque mark or other file in place of a directory hides it */
        void removed(int entry, int layer);
    }

    /** Hears nothing. */
    static final Listener NOBODY = new Listener() {
        @Override
        public void replaced(int entry, int by) {}

        @Override
        public void removed(int entry, int layer) {}
    };

    private final ImageTree image;
    private final PathTable paths;
    private final Listener listener;
    /** Entry plus 1, 0 for nothing. */
    private final int[] seen;
    /** The last entry of a node in the layer that is being laid, plus 1; older values are of lower layers. */
    private final int[] arriving;
    /** The last layer, from 1, whose marks cover the node. */
    private final int[] covered;

    private Stacking(ImageTree image, Listener listener) {
        this.image = image;
        this.paths = image.paths();
        this.listener = listener;
        this.seen = new int[paths.size()];
        this.arriving = new int[paths.size()];
        this.covered = new int[paths.size()];
    }

    /** What is seen at last: by node the entry plus 1, or 0. */
    public static int[] stack(ImageTree image, Listener listener) {
        Stacking stacking = new Stacking(image, listener);
        for (int layer = 0; layer < image.layers().size(); layer++) {
            stacking.lay(layer);
        }
        return stacking.seen;
    }

    /** Hard links to files that lower layers have at that time: by their entry that of the content. */
    static Map<Integer, Integer> lowerLinks(ImageTree image) {
        Map<Integer, Integer> links = new HashMap<>();
        Stacking stacking = new Stacking(image, NOBODY);
        for (int layer = 0; layer < image.layers().size(); layer++) {
            LayerTree tree = image.layers().get(layer);
            for (int place = 0; tree.hasHardLinks() && place < tree.count(); place++) {
                int target = tree.lowerTarget(place);
                if (target >= 0 && stacking.seen[target] != 0) {
                    int named = stacking.seen[target] - 1;
                    int below = image.layerOf(named);
                    int inode = image.entry(below, image.layers().get(below).inode(image.placeOf(named)));
                    links.put(image.entry(layer, place), links.getOrDefault(inode, inode));
                }
            }
            stacking.lay(layer);
        }
        return links;
    }

    private void lay(int layer) {
        LayerTree tree = image.layers().get(layer);
        int first = image.entry(layer, 0);
        for (int place = 0; place < tree.count(); place++) {
            if (!tree.type(place).isMark()) {
                arriving[tree.node(place)] = first + place + 1;
            }
        }
        Set<Integer> opaque = new HashSet<>();
        for (int place = 0; place < tree.count(); place++) {
            int node = tree.node(place);
            if (tree.type(place) == EntryType.WHITEOUT) {
                cover(node, layer, true);
            } else if (tree.type(place) == EntryType.OPAQUE && opaque.add(node)) {
                cover(node, layer, false);
            }
        }
        for (int place = 0; place < tree.count(); place++) {
            if (!tree.type(place).isMark()) {
                put(tree.node(place), first + place, layer);
            }
        }
    }

    /** Hides what lower layers have at and below a node, but for what this layer replaces. */
    private void cover(int top, int layer, boolean topToo) {
        int first = image.entry(layer, 0);
        for (int at = top; at >= 0; ) {
            boolean done = covered[at] == layer + 1;
            if (at != top || topToo) {
                covered[at] = layer + 1;
                if (seen[at] != 0 && seen[at] <= first && arriving[at] <= first) {
                    listener.removed(seen[at] - 1, layer);
                    seen[at] = 0;
                }
            }
            at = paths.next(top, at, !done);
        }
    }

    private void put(int node, int entry, int layer) {
        int before = seen[node];
        // The directory that this takes the place of need not have had an entry of its own.
        if (paths.firstChild(node) >= 0 && image.type(entry) != EntryType.DIRECTORY) {
            cover(node, layer, false);
        }
        if (before != 0) {
            listener.replaced(before - 1, entry);
        }
        seen[node] = entry + 1;
    }
}
