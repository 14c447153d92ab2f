package dev.slipway.plan.source;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.plan.request.ContextSpec;
import java.util.List;

/**
 * An image whose name was resolved.
 *
 * @param origin where its blobs can be had, pinned to what was resolved where the origin can say so
 * @param manifestDigest the manifest for the platform
 * @param config with as many diffIDs as {@code layers}
 * @param layers blobs as the manifest lists them, bottom first
 */
public record ResolvedImage(
        ContextSpec.ImageOrigin origin, Digest manifestDigest, ImageConfig config, List<Descriptor> layers) {
    public ResolvedImage {
        layers = List.copyOf(layers);
        if (layers.size() != config.diffIds().size()) {
            throw new IllegalArgumentException("image " + manifestDigest + ": " + layers.size() + " layers, "
                    + config.diffIds().size() + " diffIDs (expected: the same number)");
        }
    }
}
