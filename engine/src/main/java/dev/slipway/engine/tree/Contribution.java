package dev.slipway.engine.tree;

import dev.slipway.image.Digest;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.plan.graph.CanonicalForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one of several stacked layers contributes to a selection: its entries that are seen, and the directories on
 * their way as the layer has them.
 *
 * @param layer its number in the stack, 0 for the bottom one
 * @param contentBytes sizes of its regular files, hard links counted once
 * @param digest version 1: {@link CanonicalForm} {@code ("contribution", 1)} of, for each entry, the name of its top,
 *     its path below it, the entry's own digest as in {@link SelectionDigest}, whether it is implied, and the path of
 *     the first name of the same file, or nothing
 */
public record Contribution(int layer, long contentBytes, Digest digest) {
    /** Of all layers that contribute something, bottom first. Reads indexes only. */
    public static List<Contribution> of(MergedTree tree, Selection selection) throws InterruptedException {
        Builder[] builders = new Builder[tree.height()];
        int[] apart = IntStream.range(0, tree.height()).toArray();
        new LayeredWalk(tree, selection, apart).run(new LayeredWalk.Visitor() {
            @Override
            public void directory(int layer, Selection.Top top, String below, TreeNode node, boolean implied) {
                builder(layer).add(top, below, node, implied);
            }

            @Override
            public void leaf(int layer, Selection.Top top, String below, TreeNode node) {
                builder(layer).add(top, below, node, false);
            }

            private Builder builder(int layer) {
                if (builders[layer] == null) {
                    builders[layer] = new Builder();
                }
                return builders[layer];
            }
        });
        List<Contribution> contributions = new ArrayList<>();
        for (int layer = 0; layer < builders.length; layer++) {
            if (builders[layer] != null) {
                contributions.add(builders[layer].finish(layer));
            }
        }
        return contributions;
    }

    private static final class Builder {
        private final CanonicalForm form = new CanonicalForm("contribution", 1);
        private final Map<String, String> firstNames = new HashMap<>();
        private final Set<String> counted = new HashSet<>();
        private String top = "";
        private long bytes;

        void add(Selection.Top of, String below, TreeNode node, boolean implied) {
            if (!of.named().value().equals(top)) {
                top = of.named().value();
                firstNames.clear();
                form.text("top").text(top);
            }
            String identity = node.linkIdentity();
            String first = identity.isEmpty() ? null : firstNames.putIfAbsent(identity, below);
            if (node.entry() instanceof LayerEntry.RegularFile file && (identity.isEmpty() || counted.add(identity))) {
                bytes += file.sizeBytes();
            }
            Digest content = node.content().orElse(SelectionDigest.NOTHING);
            form.text(below)
                    .text(SelectionDigest.entryDigest(node.entry(), content).toString())
                    .flag(implied)
                    .text(first == null ? "" : first);
        }

        Contribution finish(int layer) {
            return new Contribution(layer, bytes, form.digest());
        }
    }
}
