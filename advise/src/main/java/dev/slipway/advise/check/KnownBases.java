package dev.slipway.advise.check;

import dev.slipway.image.ImageConfig;
import dev.slipway.image.Platform;
import java.util.Optional;

/**
 * Configs of the images that stages start from, as far as whoever asks for the check has them. Asked only by rules that
 * need one, at most once a stage. Safe for many threads.
 */
@FunctionalInterface
public interface KnownBases {
    KnownBases NONE = stage -> Optional.empty();

    /**
     * Empty for a base that is not at hand, and for a stage that starts from another one or from nothing.
     *
     * @param stage its index
     */
    Optional<Base> of(int stage);

    /**
     * An image that a stage starts from.
     *
     * @param name as the stage names it, arguments expanded
     * @param wanted what it is to be for: {@code FROM --platform}, or the target's
     */
    record Base(String name, Platform wanted, ImageConfig config) {}
}
