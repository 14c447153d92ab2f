package dev.slipway.engine.tree;

import dev.slipway.engine.tree.Selection.Top;
import dev.slipway.image.ImagePath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Walks a selection of stacked layers and tells for each part of them what it has to hold, so that the parts, stacked in
 * their order, look as the selection does. A part stands for one or more neighbouring layers.
 *
 * <p>An entry goes to the part of the layer that it is seen from. The directories on its way go there too, as they are
 * in the part's own layers, so that a part depends on nothing above it. The topmost layer that has a directory is the
 * one that it is seen from, so the topmost part that holds it shows it right.
 */
public final class LayeredWalk {
    /** The part of layers that are left out of a walk. */
    public static final int NONE = -1;

    private final MergedTree tree;
    private final Selection selection;
    private final int[] partOfLayer;
    private final int[] told;
    private final List<Frame> frames = new ArrayList<>();

    /** A directory that the walk is in; {@code told} counts how many of them a part has been told of. */
    private record Frame(String below, TreeNode node, boolean implied) {}

    /** Takes what the parts hold: parents before what is in them, each once a part and top. */
    public interface Visitor {
        /**
         * @param below path relative to the top, empty for the top itself
         * @param node the part's own version of the directory
         * @param implied as in {@link Selection.Visitor}
         */
        void directory(int part, Top top, String below, TreeNode node, boolean implied) throws InterruptedException;

        /** @param node anything but a directory */
        void leaf(int part, Top top, String below, TreeNode node) throws InterruptedException;
    }

    /** @param partOfLayer for each layer, bottom first, its part, not descending; {@link #NONE} for who is not told */
    public LayeredWalk(MergedTree tree, Selection selection, int[] partOfLayer) {
        this.tree = tree;
        this.selection = selection;
        this.partOfLayer = partOfLayer.clone();
        this.told = new int[Arrays.stream(partOfLayer).max().orElse(NONE) + 1];
    }

    public void run(Visitor visitor) throws InterruptedException {
        for (Top top : selection.tops()) {
            leave(0);
            if (top.node().isDirectory()) {
                enter(top, new Frame("", top.node(), false), visitor);
            }
            selection.walk(top, (of, below, node, implied) -> {
                if (top.node().isDirectory()) {
                    leaveUpTo(below);
                }
                if (node.isDirectory()) {
                    enter(top, new Frame(below, node, implied), visitor);
                } else {
                    leaf(top, below, node, visitor);
                }
            });
        }
    }

    private void leaf(Top top, String below, TreeNode node, Visitor visitor) throws InterruptedException {
        int part = part(node);
        if (part != NONE) {
            tellDirectories(part, top, visitor);
            visitor.leaf(part, top, below, node);
        }
    }

    private void enter(Top top, Frame frame, Visitor visitor) throws InterruptedException {
        frames.add(frame);
        int part = part(frame.node());
        if (part != NONE) {
            tellDirectories(part, top, visitor);
        }
    }

    private int part(TreeNode node) {
        int layer = tree.layerOf(node);
        return layer < 0 ? NONE : partOfLayer[layer];
    }

    private void tellDirectories(int part, Top top, Visitor visitor) throws InterruptedException {
        for (; told[part] < frames.size(); told[part]++) {
            Frame frame = frames.get(told[part]);
            visitor.directory(part, top, frame.below(), own(part, frame.node()), frame.implied());
        }
    }

    /** The directory as the topmost of the part's layers has it. */
    private TreeNode own(int part, TreeNode seen) {
        ImagePath path = seen.path();
        for (int layer = partOfLayer.length - 1; layer >= 0; layer--) {
            if (partOfLayer[layer] == part) {
                Optional<TreeNode> own = tree.alone(layer, path).filter(TreeNode::isDirectory);
                if (own.isPresent()) {
                    return own.get();
                }
            }
        }
        // a root that no layer has an entry for
        return seen;
    }

    private void leaveUpTo(String below) {
        int slash = below.lastIndexOf('/');
        String parent = slash < 0 ? "" : below.substring(0, slash);
        int depth = frames.size();
        while (depth > 1 && !frames.get(depth - 1).below().equals(parent)) {
            depth--;
        }
        leave(depth);
    }

    private void leave(int depth) {
        frames.subList(depth, frames.size()).clear();
        for (int part = 0; part < told.length; part++) {
            told[part] = Math.min(told[part], depth);
        }
    }
}
