package dev.slipway.inspect.tree;

import java.util.function.IntPredicate;

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

    /** Visits every file with content once, in the order of nodes: under that of its names which comes first in its layer. */
    public void files(Visitor visitor) {
        files(node -> true, visitor);
    }

    /** The same, under a preferred name where a file has one. */
    public void files(IntPredicate preferred, Visitor visitor) {
        int[] shown = shownNames(preferred);
        for (int node = 0; node < seen.length; node++) {
            if (seen[node] == 0) {
                continue;
            }
            int inode = image.inode(seen[node] - 1);
            long size = image.sizeBytes(inode);
            if (size > 0 && (shown.length == 0 || shown[inode] == seen[node])) {
                visitor.file(node, image.layerOf(inode), image.placeOf(inode), size);
            }
        }
    }

    /** By inode the entry plus 1 under whose path it is shown; empty when every file has one name. */
    private int[] shownNames(IntPredicate preferred) {
        int[] shown = new int[image.hasHardLinks() ? image.count() : 0];
        for (int node = 0; shown.length > 0 && node < seen.length; node++) {
            if (seen[node] == 0) {
                continue;
            }
            int inode = image.inode(seen[node] - 1);
            int best = shown[inode];
            boolean good = preferred.test(node);
            boolean bestGood = best != 0 && preferred.test(image.node(best - 1));
            if (best == 0 || (good == bestGood ? seen[node] < best : good)) {
                shown[inode] = seen[node];
            }
        }
        return shown;
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
