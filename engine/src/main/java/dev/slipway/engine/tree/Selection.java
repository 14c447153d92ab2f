package dev.slipway.engine.tree;

import dev.slipway.engine.step.StepException;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.FileAction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Exactly the entries of a tree that a COPY or an ADD takes, in a fixed order: sources as written,
 * wildcard matches by name, directories before what is in them. Nothing is kept but the sources' names; each walk reads
 * the tree again.
 *
 * <p>As BuildKit: a source's own link is followed, links below it are entries; {@code --exclude} is matched against
 * paths below a source directory; a wildcard without a match selects nothing, any other source must be there. As
 * documented and unlike BuildKit (moby/buildkit issue 5489), {@code --exclude} also holds for sources that are files.
 */
public final class Selection {
    private final FileTree tree;
    private final List<Top> tops;
    private final Exclusions exclude;

    /**
     * One source after wildcards.
     *
     * @param named as the user named it, links not followed
     * @param node what it is, links followed
     * @param include which entries below the directory are wanted
     */
    public record Top(FileAction.Source source, ImagePath named, TreeNode node, Inclusion include) {}

    /** Takes what a walk meets. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param below path relative to the top, empty for the top itself
         * @param implied a directory that is only here as a parent of something ({@code --parents})
         */
        void visit(Top top, String below, TreeNode node, boolean implied) throws InterruptedException;
    }

    private record Parent(String below, TreeNode node) {}

    private Selection(FileTree tree, List<Top> tops, Exclusions exclude) {
        this.tree = tree;
        this.tops = List.copyOf(tops);
        this.exclude = exclude;
    }

    /**
     * The sources of a copy. Throws {@link StepException} {@code MISSING_SOURCE} when one is not there.
     *
     * @param from names the tree in messages: {@code the build context}
     */
    public static Selection of(FileTree tree, FileAction.Copy copy, String from) {
        Sources sources = new Sources(tree, from);
        List<Top> tops = new ArrayList<>();
        for (FileAction.Source source : copy.sources()) {
            if (copy.rules().parents()) {
                tops.addAll(sources.parents(source));
            } else {
                tops.addAll(sources.plain(source));
            }
        }
        tops.removeIf(
                top -> !top.node().isDirectory() && excludesTop(copy.rules().exclude(), top.named()));
        return new Selection(tree, tops, copy.rules().exclude());
    }

    /** One for each source or wildcard match. */
    public List<Top> tops() {
        return tops;
    }

    /**
     * The same entries as few selections, such that within one of them no two tops put anything at the same path: what
     * they put directly into the destination has different names.
     */
    public List<Selection> batches() {
        List<Selection> batches = new ArrayList<>();
        List<Top> batch = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Top top : tops) {
            Set<String> names = namesInDestination(top);
            if (!Collections.disjoint(taken, names)) {
                batches.add(new Selection(tree, batch, exclude));
                batch = new ArrayList<>();
                taken = new HashSet<>();
            }
            batch.add(top);
            taken.addAll(names);
        }
        if (!batch.isEmpty()) {
            batches.add(new Selection(tree, batch, exclude));
        }
        return batches;
    }

    private Set<String> namesInDestination(Top top) {
        if (!top.node().isDirectory()) {
            return Set.of(top.named().name());
        }
        Set<String> names = new HashSet<>();
        tree.children(top.node().path()).forEach(child -> names.add(child.path().name()));
        return names;
    }

    /** All entries of all tops. */
    public void walk(Visitor visitor) throws InterruptedException {
        for (Top top : tops) {
            walk(top, visitor);
        }
    }

    /** The entries of one top. The directory itself is not among them: a copy takes what is in it. */
    public void walk(Top top, Visitor visitor) throws InterruptedException {
        if (!top.node().isDirectory()) {
            visitor.visit(top, "", top.node(), false);
        } else {
            new Descent(top, visitor).descend("", top.node(), top.include().all());
        }
    }

    /** The walk below one top. */
    private final class Descent {
        private final Top top;
        private final Visitor visitor;
        private final ListingAhead listings = new ListingAhead(tree);
        /** Directories on the way that are only taken when something in them is. */
        private final Deque<Parent> waiting = new ArrayDeque<>();

        Descent(Top top, Visitor visitor) {
            this.top = top;
            this.visitor = visitor;
        }

        void descend(String below, TreeNode directory, boolean wanted) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            List<TreeNode> children = listings.children(directory.path());
            int begun = 0;
            for (int i = 0; i < children.size(); i++) {
                if (i >= begun && listings.isWorthIt()) {
                    begun = begin(below, children, i, wanted);
                }
                TreeNode child = children.get(i);
                String path = pathOf(below, child);
                boolean included = wanted || top.include().matches(path);
                boolean take = included && !exclude.excludes(path);
                if (take) {
                    for (Parent parent = waiting.pollFirst(); parent != null; parent = waiting.pollFirst()) {
                        visitor.visit(top, parent.below(), parent.node(), true);
                    }
                    visitor.visit(top, path, child, false);
                }
                if (enters(path, child, included)) {
                    Parent parent = new Parent(path, child);
                    if (!take) {
                        waiting.addLast(parent);
                    }
                    descend(path, child, included);
                    waiting.removeLastOccurrence(parent);
                }
            }
        }

        /** Begins with the next directories from this child on; returns the number of the first child after them. */
        private int begin(String below, List<TreeNode> children, int from, boolean wanted) {
            List<ImagePath> next = new ArrayList<>();
            int at = from;
            for (; at < children.size() && next.size() < ListingAhead.BATCH; at++) {
                TreeNode child = children.get(at);
                if (child.isDirectory()) {
                    String path = pathOf(below, child);
                    if (enters(path, child, wanted || top.include().matches(path))) {
                        next.add(child.path());
                    }
                }
            }
            listings.begin(next);
            return at;
        }

        private boolean enters(String path, TreeNode child, boolean included) {
            return child.isDirectory()
                    && (included || top.include().mayMatchBelow(path))
                    && !(exclude.excludes(path) && exclude.excludesAllBelow(path));
        }

        private static String pathOf(String below, TreeNode child) {
            String name = child.path().name();
            return below.isEmpty() ? name : below + "/" + name;
        }
    }

    private static boolean excludesTop(Exclusions exclude, ImagePath named) {
        return exclude.excludes(named.name()) || exclude.excludes(named.relative());
    }
}
