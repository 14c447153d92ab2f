package dev.slipway.inspect.report;

import dev.slipway.inspect.tree.ImageTree;
import dev.slipway.inspect.tree.Largest;
import dev.slipway.inspect.tree.LayerTree;
import dev.slipway.inspect.tree.PathTable;
import dev.slipway.inspect.tree.StackedView;
import java.util.List;

/** The largest directories and files. */
final class Tops {
    static final int IN_LAYER = 3;
    private static final int SHOWN = 20;

    private Tops() {}

    static List<SizedPath> files(StackedView view) {
        Largest largest = new Largest(SHOWN);
        long[] sizes = new long[view.seen().length];
        view.files((node, layer, inode, size) -> {
            sizes[node] = size;
            largest.offer(node, size);
        });
        return paths(view.image().paths(), sizes, largest);
    }

    static List<SizedPath> directories(PathTable paths, long[] totals) {
        return directories(paths, totals, SHOWN);
    }

    /** What is in a layer, whether later ones hide it or not. */
    static List<SizedPath> ofLayer(ImageTree image, LayerTree layer) {
        long[] totals = new long[image.paths().size()];
        for (int place = 0; place < layer.count(); place++) {
            totals[layer.node(place)] += layer.sizeBytes(place);
        }
        return directories(image.paths(), StackedView.summed(image.paths(), totals), IN_LAYER);
    }

    /** A directory that has nearly all of its bytes in one directory below says nothing that that one does not. */
    private static List<SizedPath> directories(PathTable paths, long[] totals, int shown) {
        Largest largest = new Largest(shown);
        for (int node = 1; node < totals.length; node++) {
            if (totals[node] > 0 && paths.firstChild(node) >= 0 && !isMerelyAbove(paths, totals, node)) {
                largest.offer(node, totals[node]);
            }
        }
        return paths(paths, totals, largest);
    }

    private static boolean isMerelyAbove(PathTable paths, long[] totals, int node) {
        for (int child = paths.firstChild(node); child >= 0; child = paths.nextSibling(child)) {
            if (paths.firstChild(child) >= 0 && totals[child] >= totals[node] - totals[node] / 10) {
                return true;
            }
        }
        return false;
    }

    private static List<SizedPath> paths(PathTable paths, long[] sizes, Largest largest) {
        return largest.descending().stream()
                .map(node -> new SizedPath(paths.path(node), sizes[node]))
                .toList();
    }
}
