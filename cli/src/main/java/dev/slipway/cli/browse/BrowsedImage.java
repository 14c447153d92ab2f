package dev.slipway.cli.browse;

import dev.slipway.inspect.tree.ImageTree;
import java.util.List;

/**
 * What is browsed.
 *
 * @param layers one a layer of the tree, bottom first
 * @param facts lines about the image as a whole: its size, its efficiency
 */
public record BrowsedImage(String name, ImageTree tree, List<LayerText> layers, List<String> facts) {
    public BrowsedImage {
        layers = List.copyOf(layers);
        facts = List.copyOf(facts);
        if (layers.size() != tree.layers().size()) {
            throw new IllegalArgumentException(
                    "layers: " + layers.size() + " (expected: " + tree.layers().size() + ", one a layer of the tree)");
        }
    }

    /**
     * @param instruction what made it, with the Dockerfile's line where that is known
     * @param bytes sum of its files' sizes
     */
    public record LayerText(String instruction, String digest, long bytes) {}
}
