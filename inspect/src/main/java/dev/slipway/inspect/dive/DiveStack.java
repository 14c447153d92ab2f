package dev.slipway.inspect.dive;

import dev.slipway.inspect.tree.EntryType;
import dev.slipway.inspect.tree.ImageTree;
import dev.slipway.inspect.tree.LayerTree;
import dev.slipway.inspect.tree.PathTable;

/**
 * Layers stacked as dive does, which is not as a container sees them: opaque marks are left out, and a file that
 * replaces a directory leaves the children there.
 */
final class DiveStack {
    private static final int IMPLIED = -1;

    private final ImageTree image;
    private final PathTable paths;
    /** Entry plus 1, 0 for nothing, {@link #IMPLIED} for a directory without an entry of its own. */
    private final int[] held;

    DiveStack(ImageTree image) {
        this.image = image;
        this.paths = image.paths();
        this.held = new int[paths.size()];
    }

    /** Size of all that is below a directory that is there; 0 for everything else. */
    long removedBytes(int node) {
        if (held[node] <= 0 || image.type(held[node] - 1) != EntryType.DIRECTORY) {
            return 0;
        }
        long bytes = 0;
        for (int at = node; at >= 0; at = paths.next(node, at, held[at] != 0)) {
            bytes += held[at] > 0 ? image.sizeBytes(held[at] - 1) : 0;
        }
        return bytes;
    }

    void add(int layer) {
        LayerTree tree = image.layers().get(layer);
        for (int entry = 0; entry < tree.count(); entry++) {
            if (tree.type(entry) == EntryType.WHITEOUT && !isAfterItsName(tree.node(entry))) {
                remove(tree.node(entry));
            }
        }
        for (int entry = 0; entry < tree.count(); entry++) {
            if (!tree.type(entry).isMark()) {
                put(tree.node(entry), image.entry(layer, entry) + 1);
            }
        }
        for (int entry = 0; entry < tree.count(); entry++) {
            if (tree.type(entry) == EntryType.WHITEOUT && isAfterItsName(tree.node(entry))) {
                remove(tree.node(entry));
            }
        }
    }

    /** dive goes through a directory by name, so what comes before ".wh." is removed even when the layer adds it anew. */
    private boolean isAfterItsName(int node) {
        String name = paths.name(node);
        return name.compareTo(".wh." + name) < 0;
    }

    private void put(int node, int entry) {
        held[node] = entry;
        for (int at = paths.parent(node); held[at] == 0 && at != 0; at = paths.parent(at)) {
            held[at] = IMPLIED;
        }
    }

    private void remove(int node) {
        for (int at = node; at >= 0; ) {
            boolean there = held[at] != 0;
            held[at] = 0;
            at = paths.next(node, at, there);
        }
    }
}
