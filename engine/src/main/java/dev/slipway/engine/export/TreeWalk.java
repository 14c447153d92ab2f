package dev.slipway.engine.export;

import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/** Visits every node of a tree once, a directory before its children and, again, after them. */
final class TreeWalk {
    private final FileTree tree;
    private final Visitor visitor;
    private final Deque<Level> levels = new ArrayDeque<>();

    /** What is done at each node. */
    interface Visitor {
        /** The root comes first. */
        void enter(TreeNode node) throws IOException;

        /** Everything below the directory was visited. */
        void leave(TreeNode directory) throws IOException;
    }

    private record Level(TreeNode directory, Iterator<TreeNode> children) {}

    private TreeWalk(FileTree tree, Visitor visitor) {
        this.tree = tree;
        this.visitor = visitor;
    }

    static void walk(FileTree tree, Visitor visitor) throws IOException {
        Optional<TreeNode> root = tree.find(ImagePath.ROOT);
        if (root.isPresent()) {
            new TreeWalk(tree, visitor).from(root.get());
        }
    }

    private void from(TreeNode root) throws IOException {
        enter(root);
        while (!levels.isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedIOException("export cancelled");
            }
            Level level = levels.getLast();
            if (level.children().hasNext()) {
                enter(level.children().next());
            } else {
                visitor.leave(levels.removeLast().directory());
            }
        }
    }

    private void enter(TreeNode node) throws IOException {
        visitor.enter(node);
        if (node.isDirectory()) {
            levels.add(new Level(node, tree.children(node.path()).iterator()));
        }
    }
}
