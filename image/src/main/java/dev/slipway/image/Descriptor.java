package dev.slipway.image;

import java.util.Map;
import java.util.Optional;

/**
 * What a blob is and how to know it (OCI image-spec, descriptor.md).
 *
 * @param sizeBytes of the blob as stored, so compressed for a compressed layer
 * @param platform only in an index
 * @param annotations key order is kept when written
 */
public record Descriptor(
        MediaType mediaType,
        Digest digest,
        long sizeBytes,
        Optional<Platform> platform,
        Map<String, String> annotations) {
    public Descriptor {
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("size: " + sizeBytes + " (expected: >= 0)");
        }
        annotations = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(annotations));
    }

    public static Descriptor of(MediaType mediaType, Digest digest, long sizeBytes) {
        return new Descriptor(mediaType, digest, sizeBytes, Optional.empty(), Map.of());
    }

    public Descriptor withAnnotations(Map<String, String> more) {
        return new Descriptor(mediaType, digest, sizeBytes, platform, more);
    }

    public Descriptor withPlatform(Platform which) {
        return new Descriptor(mediaType, digest, sizeBytes, Optional.of(which), annotations);
    }
}
