package dev.slipway.engine;

import dev.slipway.engine.source.image.BaseImages;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Platform;
import dev.slipway.plan.request.ContextSpec.ImageOrigin;
import java.util.Optional;

/** Configs of base images, for callers that build nothing. To be closed before the builder that it comes from. */
public final class BaseConfigs implements AutoCloseable {
    private final BaseImages images;

    BaseConfigs(BaseImages images) {
        this.images = images;
    }

    /** What is at hand without network: in the local store, in a layout, or what the name meant before. */
    public Optional<ImageConfig> known(ImageOrigin origin, Platform platform) {
        return images.known(origin, platform);
    }

    /** As a build finds it, which may ask a registry and throws what a build would. */
    public ImageConfig resolve(ImageOrigin origin, Platform platform) throws InterruptedException {
        return images.resolve(origin, platform).config();
    }

    @Override
    public void close() {
        images.close();
    }
}
