package dev.slipway.cli.browse;

import dev.slipway.inspect.tree.ImageTree;
import dev.slipway.inspect.tree.LayerChanges;
import dev.slipway.inspect.tree.LayerChanges.Change;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which rows of a file tree are to be seen, and on which the cursor stands. */
final class TreePane {
    private final ImageTree image;
    private final BitSet open = new BitSet();
    private final Set<Change> hidden = EnumSet.of(Change.ABSENT);
    private LayerChanges changes;
    private Optional<Pattern> filter = Optional.empty();
    private boolean bySize;
    private int[] nodes = new int[0];
    private int[] depths = new int[0];
    private int cursor;

    TreePane(ImageTree image, LayerChanges changes) {
        this.image = image;
        this.changes = changes;
        open.set(0);
        refresh();
    }

    void show(LayerChanges other) {
        changes = other;
        refresh();
    }

    void filter(Optional<Pattern> pattern) {
        filter = pattern;
        refresh();
    }

    /** Shows or hides what changed in this way. */
    void toggle(Change change) {
        if (!hidden.remove(change)) {
            hidden.add(change);
        }
        refresh();
    }

    boolean isHidden(Change change) {
        return hidden.contains(change);
    }

    void toggleOrder() {
        bySize = !bySize;
        refresh();
    }

    /** Opens or closes the directory at the cursor. */
    void toggleDirectory() {
        if (nodes.length > 0 && hasChildren(nodes[cursor])) {
            open.flip(nodes[cursor]);
            refresh();
        }
    }

    /** Opens it; at an open one, goes to its first entry. */
    void enter() {
        if (nodes.length == 0 || !hasChildren(nodes[cursor])) {
            return;
        }
        if (open.get(nodes[cursor])) {
            move(1);
        } else {
            toggleDirectory();
        }
    }

    /** Closes it; at a closed one or a file, goes to its directory. */
    void leave() {
        if (nodes.length == 0) {
            return;
        }
        int node = nodes[cursor];
        if (open.get(node) && hasChildren(node)) {
            toggleDirectory();
            return;
        }
        for (int row = cursor; row >= 0; row--) {
            if (nodes[row] == image.paths().parent(node)) {
                cursor = row;
                return;
            }
        }
    }

    /** Opens all directories, or closes all when any is open. */
    void toggleAll() {
        boolean anyOpen = open.cardinality() > 1;
        open.clear();
        open.set(0);
        if (!anyOpen) {
            open.set(0, image.paths().size());
        }
        refresh();
    }

    void move(int rows) {
        cursor = Math.clamp((long) cursor + rows, 0, Math.max(0, nodes.length - 1));
    }

    /** Keeps the cursor on its path, or the nearest row. */
    private void refresh() {
        int at = nodes.length == 0 ? -1 : nodes[cursor];
        BitSet kept = kept();
        IntStream.Builder found = IntStream.builder();
        IntStream.Builder levels = IntStream.builder();
        collect(kept, found, levels);
        nodes = found.build().toArray();
        depths = levels.build().toArray();
        for (int row = 0; row < nodes.length; row++) {
            if (nodes[row] == at) {
                cursor = row;
                return;
            }
        }
        move(0);
    }

    /** What is not hidden, with the directories that it is in. */
    private BitSet kept() {
        BitSet kept = new BitSet(image.paths().size());
        for (int node = image.paths().size() - 1; node > 0; node--) {
            boolean wanted = !hidden.contains(changes.change(node))
                    && (filter.isEmpty()
                            || filter.get().matcher(image.paths().path(node)).find());
            if (wanted || kept.get(node)) {
                kept.set(node);
                kept.set(image.paths().parent(node));
            }
        }
        return kept;
    }

    /** Without recursion: trees may be deep. */
    private void collect(BitSet kept, IntStream.Builder found, IntStream.Builder levels) {
        ArrayDeque<int[]> stack = new ArrayDeque<>();
        push(stack, kept, 0, 0);
        while (!stack.isEmpty()) {
            int[] next = stack.pop();
            found.add(next[0]);
            levels.add(next[1]);
            // A filter is there to find things: what it leaves is shown open.
            if (open.get(next[0]) || filter.isPresent()) {
                push(stack, kept, next[0], next[1] + 1);
            }
        }
    }

    private void push(ArrayDeque<int[]> stack, BitSet kept, int directory, int depth) {
        IntStream children = IntStream.of(changes.children(directory)).filter(kept::get);
        if (bySize) {
            children = children.boxed()
                    .sorted(Comparator.comparingLong(node -> -changes.totalBytes(node)))
                    .mapToInt(Integer::intValue);
        }
        int[] ordered = children.toArray();
        for (int i = ordered.length - 1; i >= 0; i--) {
            stack.push(new int[] {ordered[i], depth});
        }
    }

    boolean hasChildren(int node) {
        return changes.children(node).length > 0;
    }

    boolean isOpen(int node) {
        return open.get(node) || filter.isPresent();
    }

    int rows() {
        return nodes.length;
    }

    int node(int row) {
        return nodes[row];
    }

    int depth(int row) {
        return depths[row];
    }

    int cursor() {
        return cursor;
    }

    LayerChanges changes() {
        return changes;
    }
}
