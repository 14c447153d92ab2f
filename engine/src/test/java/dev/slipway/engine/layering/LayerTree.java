package dev.slipway.engine.layering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The entries of one layer, made by changes: whole parents, no path twice. Parents that a lower layer has look as they
 * do there.
 */
final class LayerTree {
    private final Map<String, Node> below;
    private final SortedMap<String, Item> items = new TreeMap<>();
    private final TreeSet<String> opaque = new TreeSet<>();

    /** What is at a path. */
    sealed interface Item {}

    /** An object; compared by identity, so that several names can be one. */
    static final class Inode implements Item {
        private final Node node;

        Inode(Node node) {
            this.node = node;
        }

        Node node() {
            return node;
        }
    }

    /** A whiteout. */
    enum Gone implements Item {
        GONE
    }

    private LayerTree(Map<String, Node> below) {
        this.below = below;
    }

    /** All layers of an image, bottom first. */
    static List<LayerTree> stack(List<List<TreeChange>> layers) {
        SortedMap<String, Node> merged = new TreeMap<>();
        List<LayerTree> made = new ArrayList<>();
        for (List<TreeChange> changes : layers) {
            LayerTree layer = new LayerTree(new TreeMap<>(merged));
            changes.forEach(layer::apply);
            layer.mergeInto(merged);
            made.add(layer);
        }
        return made;
    }

    /** In path order, parents first. */
    SortedMap<String, Item> items() {
        return items;
    }

    boolean isOpaque(String directory) {
        return opaque.contains(directory);
    }

    private void apply(TreeChange change) {
        switch (change) {
            case TreeChange.Put(String path, Node node) -> put(path, new Inode(node));
            case TreeChange.Link(String path, String target) ->
                file(target).filter(file -> items.get(path) != file).ifPresent(file -> put(path, file));
            case TreeChange.Remove(String path) -> {
                makeParents(path);
                removeTree(path);
                items.put(path, Gone.GONE);
            }
            case TreeChange.Opaque(String path) -> {
                makeDirectory(path);
                opaque.add(path);
            }
        }
    }

    private Optional<Inode> file(String target) {
        return items.get(target) instanceof Inode inode && inode.node().isFile()
                ? Optional.of(inode)
                : items.values().stream()
                        .filter(item ->
                                item instanceof Inode inode && inode.node().isFile())
                        .map(Inode.class::cast)
                        .findFirst();
    }

    private void put(String path, Inode inode) {
        if (path.equals("/")) {
            items.put(path, inode);
            return;
        }
        makeParents(path);
        boolean wasGone = items.get(path) == Gone.GONE;
        if (!inode.node().isDirectory()
                || !(items.get(path) instanceof Inode there && there.node().isDirectory())) {
            removeTree(path);
        }
        items.put(path, inode);
        if (wasGone && inode.node().isDirectory()) {
            opaque.add(path);
        }
    }

    private void makeParents(String path) {
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            makeDirectory(path.substring(0, slash));
        }
    }

    private void makeDirectory(String path) {
        if (items.get(path) instanceof Inode there && there.node().isDirectory()) {
            return;
        }
        Node lower = below.get(path);
        put(path, new Inode(lower != null && lower.isDirectory() ? lower : Node.directory()));
    }

    private void removeTree(String path) {
        removeTree(items, path);
        opaque.removeIf(directory -> isWithin(directory, path));
    }

    private static void removeTree(Map<String, ?> tree, String path) {
        tree.keySet().removeIf(name -> isWithin(name, path));
    }

    private static boolean isWithin(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory + "/");
    }

    private void mergeInto(SortedMap<String, Node> merged) {
        for (String directory : opaque) {
            removeTree(merged, directory);
        }
        items.forEach((path, item) -> {
            if (item instanceof Inode inode && inode.node().isDirectory()) {
                merged.put(path, inode.node());
            } else {
                removeTree(merged, path);
            }
        });
    }
}
