package dev.slipway.plan.source;

import dev.slipway.image.Platform;
import dev.slipway.plan.request.ContextSpec;
import java.util.Optional;

/**
 * What planning may ask of the world. A driver implements it; tests use a map.
 *
 * <p>Calls may come from several virtual threads and may block. Every failure is the implementation's own unchecked
 * exception and passes through the planner, which adds the Dockerfile line.
 */
public interface SourceAccess {
    /**
     * Name to content: finds the image that {@code origin} names for {@code platform} and reads its config, without
     * fetching a layer.
     */
    ResolvedImage resolve(ContextSpec.ImageOrigin origin, Platform platform);

    /**
     * A file of a context that is read while planning: the Dockerfile or an ignore file. Empty when it is not there.
     *
     * @param path relative to the context's root; never leaves it, also not through a link
     */
    Optional<byte[]> read(ContextSpec context, String path);
}
