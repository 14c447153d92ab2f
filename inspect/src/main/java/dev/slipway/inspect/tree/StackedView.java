package dev.slipway.inspect.tree;

import java.util.BitSet;

/**
 * What a container of the image sees.
 *
 * @param seen by node the entry plus 1, or 0 where nothing is
 */
public record StackedView(ImageTree image, int[] seen) {
    /** Told of files with content. */
    public interface Visitor {
        void file(int node, int layer, int inode, long sizeBytes);
    }

    /** Visits every file with content once, under the first of its names, in the order of nodes. */
    public void files(Visitor visitor) {
        BitSet linked = new BitSet();
        for (int node = 0; node < seen.length; node++) {
            if (seen[node] == 0) {
                continue;
            }
            int layer = image.layerOf(seen[node] - 1);
            LayerTree tree = image.layers().get(layer);
            int inode = tree.inode(seen[node] - 1 - image.entry(layer, 0));
            long size = tree.sizeBytes(inode);
            if (size == 0) {
                continue;
            }
            if (tree.hasHardLinks()) {
                int entry = image.entry(layer, inode);
                if (linked.get(entry)) {
                    continue;
                }
                linked.set(entry);
            }
            visitor.file(node, layer, inode, size);
        }
    }

    /** Bytes at and below each node. */
    public long[] totals() {
        long[] totals = new long[seen.length];
        files((node, layer, inode, size) -> totals[node] += size);
        return summed(image.paths(), totals);
    }

    /** Adds to each node what is below it; children have larger numbers than their parents. */
    public static long[] summed(PathTable paths, long[] own) {
        for (int node = own.length - 1; node > 0; node--) {
            own[paths.parent(node)] += own[node];
        }
        return own;
    }
}
