package dev.slipway.inspect.dive;

import dev.slipway.inspect.tree.EntryType;
import dev.slipway.inspect.tree.ImageTree;
import dev.slipway.inspect.tree.Largest;
import dev.slipway.inspect.tree.LayerTree;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * dive's three figures.
 *
 * <p>A path counts in every layer that has it as a leaf: a file, an empty directory, a link, or a whiteout. A whiteout
 * of a directory counts what the layers below stack up to there, any other whiteout 0. {@code score} is the sum of each
 * path's smallest size over the sum of all its sizes, 1 for nothing; {@code wastedBytes} the sum of all sizes of the
 * paths that count more than once; {@code userWastedPercent} that over the files of all layers but the first, as a
 * fraction, 0 where there is none.
 *
 * <p>Kept from dive: opaque marks hide nothing, and a deleted directory does not lower the score unless it was a leaf
 * before. One thing differs: a whiteout of what no lower layer has counts 0, where dive leaves out the rest of the
 * layer.
 *
 * <p>Source: dive's filetree/efficiency.go and image analysis.
 *
 * @param userBytes files of all layers but the first
 * @param inefficiencies the largest paths that count more than once, largest first, at most {@value #SHOWN}
 */
public record Efficiency(
        double score, long wastedBytes, double userWastedPercent, long userBytes, List<Inefficiency> inefficiencies) {
    static final int SHOWN = 100;

    public Efficiency {
        inefficiencies = List.copyOf(inefficiencies);
    }

    /** @param count layers that have the path */
    public record Inefficiency(String path, int count, long cumulativeBytes) {}

    public static Efficiency of(ImageTree image) {
        return new Pass(image).run();
    }

    private static final class Pass {
        private final ImageTree image;
        private final DiveStack stack;
        private final long[] sums;
        private final long[] smallest;
        private final int[] counts;
        /** The last layer in which a node had children, from 1. */
        private final int[] parentIn;
        /** The entry that a path has last, plus 1; a tar may repeat a path. */
        private final int[] latest;

        Pass(ImageTree image) {
            int nodes = image.paths().size();
            this.image = image;
            this.stack = new DiveStack(image);
            this.sums = new long[nodes];
            this.smallest = new long[nodes];
            this.counts = new int[nodes];
            this.parentIn = new int[nodes];
            this.latest = new int[nodes];
        }

        Efficiency run() {
            for (int layer = 0; layer < image.layers().size(); layer++) {
                markParents(layer);
                visit(layer);
                stack.add(layer);
            }
            long minimum = 0;
            long discovered = 0;
            long wasted = 0;
            Largest largest = new Largest(SHOWN);
            for (int node = 0; node < sums.length; node++) {
                minimum += smallest[node];
                discovered += sums[node];
                if (counts[node] > 1) {
                    wasted += sums[node];
                    largest.offer(node, sums[node]);
                }
            }
            double score = discovered == 0 ? 1 : (double) minimum / discovered;
            long user = image.layers().stream()
                    .skip(1)
                    .mapToLong(LayerTree::fileBytes)
                    .sum();
            return new Efficiency(
                    score,
                    wasted,
                    user == 0 ? 0 : (double) wasted / user,
                    user,
                    largest.descending().stream()
                            .map(node -> new Inefficiency(image.paths().path(node), counts[node], sums[node]))
                            .toList());
        }

        private void markParents(int layer) {
            LayerTree tree = image.layers().get(layer);
            for (int entry = 0; entry < tree.count(); entry++) {
                int node = tree.node(entry);
                if (!tree.type(entry).isMark()) {
                    latest[node] = image.entry(layer, entry) + 1;
                }
                while (node != 0) {
                    node = image.paths().parent(node);
                    if (parentIn[node] == layer + 1) {
                        break;
                    }
                    parentIn[node] = layer + 1;
                }
            }
        }

        private void visit(int layer) {
            LayerTree tree = image.layers().get(layer);
            // A tar may repeat a mark.
            Set<Integer> marked = new HashSet<>();
            for (int entry = 0; entry < tree.count(); entry++) {
                int node = tree.node(entry);
                if (tree.type(entry).isMark() && !marked.add(tree.type(entry) == EntryType.WHITEOUT ? node : ~node)) {
                    continue;
                }
                boolean leaf = node != 0 && parentIn[node] != layer + 1;
                switch (tree.type(entry)) {
                    case WHITEOUT -> count(node, layer == 0 ? 0 : stack.removedBytes(node));
                    case OPAQUE -> {
                        // Its directory is there even when the layer has no entry for it.
                        if (leaf && latest[node] <= image.entry(layer, 0)) {
                            count(node, 0);
                        }
                    }
                    default -> {
                        if (leaf && latest[node] == image.entry(layer, entry) + 1) {
                            count(node, tree.sizeBytes(entry));
                        }
                    }
                }
            }
        }

        private void count(int node, long bytes) {
            sums[node] += bytes;
            smallest[node] = counts[node] == 0 ? bytes : Math.min(smallest[node], bytes);
            counts[node]++;
        }
    }
}
