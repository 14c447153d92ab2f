package dev.slipway.inspect.tree;

import java.util.Arrays;

/**
 * The file tree of an image up to one of its layers, and what that layer did to it. A directory counts as modified when
 * anything below it changed.
 */
public final class LayerChanges {
    /** What became of a path. */
    public enum Change {
        /** There is nothing, neither before nor after. */
        ABSENT,
        UNMODIFIED,
        ADDED,
        MODIFIED,
        REMOVED
    }

    private final ImageTree image;
    private final int[] shown;
    private final Change[] changes;
    private final long[] totals;

    private LayerChanges(ImageTree image, int from, int to) {
        this.image = image;
        int[] before = Stacking.stack(image.upTo(from), Stacking.NOBODY);
        int[] after = Stacking.stack(image.upTo(to), Stacking.NOBODY);
        this.changes = new Change[after.length];
        for (int node = 0; node < after.length; node++) {
            changes[node] = change(before[node], after[node]);
            if (after[node] == 0) {
                after[node] = before[node];
            }
        }
        this.shown = after;
        for (int node = after.length - 1; node > 0; node--) {
            int parent = image.paths().parent(node);
            Change above = changes[parent];
            if (above == Change.ABSENT) {
                changes[parent] = changes[node];
            } else if (changes[node] != Change.ABSENT && changes[node] != above) {
                // Parents that no layer has an entry for became what all below them did.
                boolean written = shown[parent] != 0;
                changes[parent] = !written || above == Change.UNMODIFIED ? Change.MODIFIED : above;
            }
        }
        this.totals = new long[after.length];
        new StackedView(image, shown).files((node, layer, inode, size) -> totals[node] += size);
        StackedView.summed(image.paths(), totals);
    }

    /** What a layer, from 0, did to those below it. */
    public static LayerChanges of(ImageTree image, int layer) {
        return new LayerChanges(image, layer, layer + 1);
    }

    /** What all layers from the second to {@code layer} did to the first one. */
    public static LayerChanges aggregated(ImageTree image, int layer) {
        return new LayerChanges(image, Math.min(1, layer), layer + 1);
    }

    private Change change(int before, int after) {
        if (before == 0) {
            return after == 0 ? Change.ABSENT : Change.ADDED;
        }
        if (after == 0) {
            return Change.REMOVED;
        }
        return before == after || isSame(before - 1, after - 1) ? Change.UNMODIFIED : Change.MODIFIED;
    }

    /** Directories are often written again as parents of something. */
    private boolean isSame(int before, int after) {
        LayerTree old = image.layers().get(image.layerOf(before));
        LayerTree now = image.layers().get(image.layerOf(after));
        EntryType type = now.type(image.placeOf(after));
        return (type == EntryType.DIRECTORY || type == EntryType.FILE)
                && old.isSameMetadata(image.placeOf(before), now, image.placeOf(after))
                && old.isSameContent(image.placeOf(before), now, image.placeOf(after));
    }

    public Change change(int node) {
        return changes[node];
    }

    /** The entry of the image that is seen at a node, or was before it was removed; -1 for none. */
    public int entry(int node) {
        return shown[node] - 1;
    }

    /** Bytes of the files at and below a node, removed ones included. */
    public long totalBytes(int node) {
        return totals[node];
    }

    /** The paths below a node that are or were there, by name. */
    public int[] children(int node) {
        PathTable paths = image.paths();
        int count = 0;
        for (int child = paths.firstChild(node); child >= 0; child = paths.nextSibling(child)) {
            count += changes[child] == Change.ABSENT ? 0 : 1;
        }
        Integer[] found = new Integer[count];
        for (int child = paths.firstChild(node); child >= 0; child = paths.nextSibling(child)) {
            if (changes[child] != Change.ABSENT) {
                found[--count] = child;
            }
        }
        Arrays.sort(found, (a, b) -> Arrays.compareUnsigned(paths.nameBytes(a), paths.nameBytes(b)));
        return Arrays.stream(found).mapToInt(Integer::intValue).toArray();
    }
}
