package dev.slipway.image.registry;

import dev.slipway.image.Descriptor;

/**
 * A manifest or index as a registry holds it.
 *
 * @param descriptor media type, digest and size of {@code bytes}
 */
public record FetchedManifest(Descriptor descriptor, byte[] bytes) {}
