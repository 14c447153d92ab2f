package dev.slipway.image.source;

import dev.slipway.image.ImageConfig;
import dev.slipway.image.Platform;
import java.io.IOException;

/**
 * One image, possibly of several platforms, in a registry, a layout or an archive. Layers are not read until their
 * blobs are opened.
 */
public interface ImageSource {
    /**
     * The image for {@code platform}, with verified manifest and config. Throws MalformedImageException when a document
     * is broken and {@link NoMatchingPlatformException} when there is no image for the platform.
     */
    ResolvedImage resolve(Platform platform) throws IOException;

    /** Only the config, for callers that need no layers. */
    default ImageConfig config(Platform platform) throws IOException {
        return resolve(platform).config();
    }
}
