package dev.slipway.inspect.tree;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * All layers of an image, bottom first, over one table of paths. An entry of the image is a number: that of its layer's
 * first entry plus its place in the layer.
 */
public final class ImageTree {
    private final PathTable paths;
    private final List<LayerTree> layers;
    private final int[] firsts;
    /** Hard links to files of lower layers: by their entry that of the content. */
    private final Map<Integer, Integer> lowerLinks;

    ImageTree(PathTable paths, List<LayerTree> layers) {
        this.paths = paths;
        this.layers = List.copyOf(layers);
        this.firsts = new int[layers.size()];
        int next = 0;
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = next;
            next += layers.get(i).count();
        }
        this.lowerLinks = layers.stream().anyMatch(LayerTree::hasHardLinks) ? Stacking.lowerLinks(this) : Map.of();
    }

    public PathTable paths() {
        return paths;
    }

    public List<LayerTree> layers() {
        return layers;
    }

    /** The image without the layers above the first {@code count}; entries keep their numbers. */
    public ImageTree upTo(int count) {
        return new ImageTree(paths, layers.subList(0, count));
    }

    public int entry(int layer, int place) {
        return firsts[layer] + place;
    }

    /** The layer of an entry, from 0. */
    public int layerOf(int entry) {
        int found = Arrays.binarySearch(firsts, entry);
        if (found < 0) {
            return -found - 2;
        }
        // Layers without entries start where the next one does.
        while (found + 1 < firsts.length && firsts[found + 1] == entry) {
            found++;
        }
        return found;
    }

    public int placeOf(int entry) {
        return entry - firsts[layerOf(entry)];
    }

    /**
     * The entry that holds the content of an entry: that which a hard link names, in its layer or in a lower one, else
     * itself.
     */
    public int inode(int entry) {
        int layer = layerOf(entry);
        LayerTree tree = layers.get(layer);
        if (!tree.hasHardLinks()) {
            return entry;
        }
        int inode = firsts[layer] + tree.inode(entry - firsts[layer]);
        return lowerLinks.getOrDefault(inode, inode);
    }

    public int node(int entry) {
        int layer = layerOf(entry);
        return layers.get(layer).node(entry - firsts[layer]);
    }

    /**
     * How many names each inode has, by its entry, in all layers; empty when there are no hard links and so each has one.
     */
    public int[] names() {
        int[] names = new int[hasHardLinks() ? count() : 0];
        for (int layer = 0; names.length > 0 && layer < layers.size(); layer++) {
            for (int place = 0; place < layers.get(layer).count(); place++) {
                if (!layers.get(layer).type(place).isMark()) {
                    names[inode(firsts[layer] + place)]++;
                }
            }
        }
        return names;
    }

    public boolean hasHardLinks() {
        return layers.stream().anyMatch(LayerTree::hasHardLinks);
    }

    /** Entries of all layers. */
    public int count() {
        return layers.stream().mapToInt(LayerTree::count).sum();
    }

    public long sizeBytes(int entry) {
        int layer = layerOf(entry);
        return layers.get(layer).sizeBytes(entry - firsts[layer]);
    }

    public EntryType type(int entry) {
        int layer = layerOf(entry);
        return layers.get(layer).type(entry - firsts[layer]);
    }

    /** Sum of the sizes of the files of all layers. */
    public long fileBytes() {
        return layers.stream().mapToLong(LayerTree::fileBytes).sum();
    }
}
