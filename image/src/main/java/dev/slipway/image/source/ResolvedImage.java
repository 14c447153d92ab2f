package dev.slipway.image.source;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Manifest;
import java.util.List;

/**
 * An image of one platform, ready to be read.
 *
 * @param descriptor of the manifest
 * @param manifestBytes exactly as stored; their digest is the descriptor's
 * @param configBlob the config's bytes as stored; {@code config} is its parsed form
 * @param layers bottom layer first, one a diffID of the config; opened only when wanted
 */
public record ResolvedImage(
        Descriptor descriptor,
        byte[] manifestBytes,
        Manifest manifest,
        BlobSource configBlob,
        ImageConfig config,
        List<BlobSource> layers) {
    public ResolvedImage {
        layers = List.copyOf(layers);
        if (layers.size() != config.diffIds().size()) {
            throw new IllegalArgumentException("layers: " + layers.size() + " (expected: "
                    + config.diffIds().size() + ", one a diffID)");
        }
    }
}
