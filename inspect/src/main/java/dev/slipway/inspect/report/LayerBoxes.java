package dev.slipway.inspect.report;

import dev.slipway.image.Digest;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.inspect.source.LayerOrigin;
import dev.slipway.inspect.source.LayerOrigins;
import dev.slipway.inspect.tree.EntryType;
import dev.slipway.inspect.tree.ImageTree;
import dev.slipway.inspect.tree.LayerTree;
import dev.slipway.inspect.tree.PathTable;
import dev.slipway.inspect.tree.StackedView;
import dev.slipway.inspect.waste.WasteFinder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The layers of an image as boxes in boxes: what is large, down to a few directories' depth; the rest is put together. */
public final class LayerBoxes {
    private static final int DEPTH = 5;
    private static final int MOST_CHILDREN = 24;
    /** Smaller parts of a layer cannot be seen. */
    private static final int SMALLEST_SHARE = 200;

    private final PathTable paths;
    private final long[] bytes;
    private final long[] wasted;
    private final long smallest;

    private LayerBoxes(PathTable paths, long[] bytes, long[] wasted) {
        this.paths = paths;
        this.bytes = bytes;
        this.wasted = wasted;
        this.smallest = Math.max(1, bytes[0] / SMALLEST_SHARE);
    }

    /** Files of no use, by layer. */
    private static final class Wasted {
        private int count;
        private int[] nodes = new int[16];
        private long[] bytes = new long[16];

        void add(int node, long size) {
            if (count == nodes.length) {
                nodes = Arrays.copyOf(nodes, count * 2);
                bytes = Arrays.copyOf(bytes, count * 2);
            }
            nodes[count] = node;
            bytes[count++] = size;
        }
    }

    /** One a layer that holds bytes, bottom first. */
    public static List<SizeBox> of(ImageTree tree, ResolvedImage image, LayerOrigins origins) {
        List<Wasted> wasted = new ArrayList<>();
        tree.layers().forEach(layer -> wasted.add(new Wasted()));
        WasteFinder.find(tree, (layer, node, size) -> wasted.get(layer).add(node, size));
        List<SizeBox> boxes = new ArrayList<>();
        for (int i = 0; i < tree.layers().size(); i++) {
            LayerBoxes layer = layer(tree.paths(), tree.layers().get(i), wasted.get(i));
            if (layer.bytes[0] > 0) {
                Digest digest = image.layers().get(i).descriptor().digest();
                boxes.add(layer.box(0, name(origins.layers().get(i), digest), 0));
            }
        }
        return boxes;
    }

    private static String name(LayerOrigin origin, Digest digest) {
        String line = origin.line().map(at -> " (" + at + ")").orElse("");
        String made = origin.instruction();
        return (made.isEmpty() ? digest.shortHex() : made) + line;
    }

    private static LayerBoxes layer(PathTable paths, LayerTree layer, Wasted wasted) {
        long[] sizes = new long[paths.size()];
        for (int place = 0; place < layer.count(); place++) {
            if (layer.type(place) == EntryType.FILE) {
                sizes[layer.node(place)] += layer.sizeBytes(place);
            }
        }
        long[] useless = new long[paths.size()];
        for (int i = 0; i < wasted.count; i++) {
            useless[wasted.nodes[i]] += wasted.bytes[i];
        }
        return new LayerBoxes(paths, StackedView.summed(paths, sizes), StackedView.summed(paths, useless));
    }

    private SizeBox box(int node, String name, int depth) {
        return new SizeBox(name, bytes[node], wasted[node], depth == DEPTH ? List.of() : children(node, depth));
    }

    private List<SizeBox> children(int node, int depth) {
        List<Integer> found = new ArrayList<>();
        long restBytes = bytes[node];
        long restWasted = wasted[node];
        for (int child = paths.firstChild(node); child >= 0; child = paths.nextSibling(child)) {
            if (bytes[child] >= smallest) {
                found.add(child);
            }
        }
        found.sort(Comparator.comparingLong((Integer child) -> bytes[child])
                .reversed()
                .thenComparing(paths::path));
        List<SizeBox> boxes = new ArrayList<>();
        for (int child : found.subList(0, Math.min(MOST_CHILDREN, found.size()))) {
            restBytes -= bytes[child];
            restWasted -= wasted[child];
            boxes.add(box(child, paths.name(child), depth + 1));
        }
        if (!boxes.isEmpty() && restBytes >= smallest) {
            boxes.add(new SizeBox("(other)", restBytes, Math.max(0, restWasted), List.of()));
        }
        return boxes;
    }
}
