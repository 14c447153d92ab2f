package dev.slipway.engine.tree;

import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.engine.store.LayerStore;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stack of layers as the one tree that the kernel would show when they were mounted. Reads only the layers' indexes.
 *
 * <p>A directory merges with those below it until one is opaque, is hidden by a whiteout, or meets something that is
 * not a directory; the topmost one gives the metadata (Linux, Documentation/filesystems/overlayfs.rst, "Upper and
 * Lower", "whiteouts and opaque directories"). The root is there even when no layer has an entry for it.
 */
public final class MergedTree implements FileTree {
    /** Directories whose contributing layers are remembered; a walk needs only those on its way. */
    private static final int REMEMBERED = 4096;

    /** An empty root file system. */
    public static final MergedTree EMPTY = new MergedTree(List.of());

    private final List<Layer> layers;
    /** Directory of each layer to its number from the bottom. */
    private final Map<Path, Integer> numbers = new HashMap<>();

    private final Recent<ImagePath, int[]> stacks = new Recent<>(REMEMBERED);

    private record Layer(StoredLayer stored, LayerIndex index) {}

    /** What the layers seen so far, topmost first, make of one name. */
    private static final class Name {
        /** Null when a whiteout hides what lies below. */
        private @Nullable TreeNode node;
        /** Layers that make up the directory when it is one. */
        private final List<Integer> contributors = new ArrayList<>(1);
        /** Nothing lower can change it. */
        private boolean closed;
    }

    private MergedTree(List<Layer> topFirst) {
        this.layers = topFirst;
        // of one layer that is there twice only the upper one is ever seen
        for (int i = 0; i < topFirst.size(); i++) {
            numbers.putIfAbsent(topFirst.get(i).stored().directory(), topFirst.size() - 1 - i);
        }
    }

    /** @param bottomFirst as a snapshot lists them */
    public static MergedTree of(List<StoredLayer> bottomFirst, LayerStore store) {
        List<Layer> layers = new ArrayList<>();
        for (StoredLayer layer : bottomFirst.reversed()) {
            layers.add(new Layer(layer, store.index(layer)));
        }
        return new MergedTree(List.copyOf(layers));
    }

    /** How many layers are stacked. */
    public int height() {
        return layers.size();
    }

    /** The number of the layer that a node of this tree comes from, 0 for the bottom one; -1 for a root of no layer. */
    public int layerOf(TreeNode node) {
        return node.location().map(where -> numbers.get(where.root())).orElse(-1);
    }

    /** What one layer alone has at a path; empty for a whiteout too. */
    public Optional<TreeNode> alone(int layer, ImagePath path) {
        int place = layers.size() - 1 - layer;
        return layers.get(place)
                .index()
                .find(path)
                .filter(entry -> entry.entry() instanceof LayerEntry.Inode)
                .map(entry -> node(place, (LayerEntry.Inode) entry.entry(), entry));
    }

    @Override
    public Optional<TreeNode> find(ImagePath path) {
        if (path.isRoot()) {
            return Optional.of(root());
        }
        return Optional.ofNullable(look(stack(path.parent()), path).node);
    }

    @Override
    public List<TreeNode> children(ImagePath directory) {
        Map<String, Name> names = new HashMap<>();
        for (int layer : stack(directory)) {
            for (IndexEntry entry : layers.get(layer).index().children(directory)) {
                add(names.computeIfAbsent(entry.entry().path().name(), n -> new Name()), layer, entry);
            }
        }
        List<TreeNode> nodes = new ArrayList<>(names.size());
        for (Name name : names.values()) {
            if (name.node != null) {
                nodes.add(name.node);
            }
        }
        nodes.sort(Comparator.comparing(node -> node.entry().path()));
        return Collections.unmodifiableList(nodes);
    }

    /** Layers that make up this directory, topmost first; none when it is not one. */
    private int[] stack(ImagePath directory) {
        int[] known = stacks.find(directory);
        if (known == null) {
            known = directory.isRoot()
                    ? rootStack()
                    : look(stack(directory.parent()), directory).contributors.stream()
                            .mapToInt(Integer::intValue)
                            .toArray();
            stacks.remember(directory, known);
        }
        return known;
    }

    private int[] rootStack() {
        int size = 0;
        while (size < layers.size() && !layers.get(size).index().opaque(ImagePath.ROOT)) {
            size++;
        }
        int[] stack = new int[Math.min(size + 1, layers.size())];
        for (int i = 0; i < stack.length; i++) {
            stack[i] = i;
        }
        return stack;
    }

    private Name look(int[] parentStack, ImagePath path) {
        Name name = new Name();
        for (int layer : parentStack) {
            layers.get(layer).index().find(path).ifPresent(entry -> add(name, layer, entry));
            if (name.closed) {
                break;
            }
        }
        return name;
    }

    /** Adds what the next lower layer has under a name. */
    private void add(Name name, int layer, IndexEntry entry) {
        if (name.closed) {
            return;
        }
        if (!(entry.entry() instanceof LayerEntry.Inode inode)) {
            name.closed = true;
            return;
        }
        boolean directory = inode instanceof LayerEntry.Directory;
        if (name.node == null) {
            name.node = node(layer, inode, entry);
        }
        if (directory) {
            name.contributors.add(layer);
        }
        name.closed = !directory || layers.get(layer).index().opaque(inode.path());
    }

    private TreeNode node(int layer, LayerEntry.Inode inode, IndexEntry entry) {
        StoredLayer stored = layers.get(layer).stored();
        String identity = entry.linkGroup() == 0 ? "" : stored.id() + "#" + entry.linkGroup();
        TreeNode.Location location = new TreeNode.Location(stored.directory(), inode.path(), true);
        return new TreeNode(inode, entry.content(), Optional.of(location), identity);
    }

    private TreeNode root() {
        for (int layer : stack(ImagePath.ROOT)) {
            Optional<IndexEntry> entry = layers.get(layer).index().find(ImagePath.ROOT);
            if (entry.isPresent() && entry.get().entry() instanceof LayerEntry.Directory directory) {
                return node(layer, directory, entry.get());
            }
        }
        return TreeNode.directory(ImagePath.ROOT, EntryMetadata.of(0755, 0, 0, 0));
    }
}
