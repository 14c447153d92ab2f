package dev.slipway.inspect.tree;

import java.util.Arrays;
import java.util.List;

/**
 * All layers of an image, bottom first, over one table of paths. An entry of the image is a number: that of its layer's
 * first entry plus its place in the layer.
 */
public final class ImageTree {
    private final PathTable paths;
    private final List<LayerTree> layers;
    private final int[] firsts;

    ImageTree(PathTable paths, List<LayerTree> layers) {
        this.paths = paths;
        this.layers = List.copyOf(layers);
        this.firsts = new int[layers.size()];
        int next = 0;
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = next;
            next += layers.get(i).count();
        }
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
