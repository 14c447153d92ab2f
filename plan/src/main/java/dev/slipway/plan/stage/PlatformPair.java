package dev.slipway.plan.stage;

import dev.slipway.image.Platform;

/**
 * @param build what the builder runs on
 * @param target what is built for
 * @param explicit whether the user named the target; else the image keeps its base's platform
 */
public record PlatformPair(Platform build, Platform target, boolean explicit) {}
