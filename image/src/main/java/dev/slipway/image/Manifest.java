package dev.slipway.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image of one platform: its config and its layers (OCI image-spec, manifest.md; Docker manifest v2 schema 2).
 *
 * @param mediaType {@link MediaType#OCI_MANIFEST} or {@link MediaType#DOCKER_MANIFEST}
 * @param layers bottom layer first
 * @param annotations key order is kept when written; Docker's form has none
 */
public record Manifest(
        MediaType mediaType, Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
    public Manifest {
        if (!mediaType.isManifest()) {
            throw new IllegalArgumentException("manifest media type: \"" + mediaType + "\" (expected: "
                    + MediaType.OCI_MANIFEST + " or " + MediaType.DOCKER_MANIFEST + ")");
        }
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** An OCI manifest without annotations. */
    public static Manifest oci(Descriptor config, List<Descriptor> layers) {
        return new Manifest(MediaType.OCI_MANIFEST, config, layers, Map.of());
    }

    public Manifest withAnnotations(Map<String, String> changed) {
        return new Manifest(mediaType, config, layers, changed);
    }

    /**
     * The same image in Docker's media types, for readers that know no others. Annotations are lost; a zstd layer keeps
     * its OCI type, since Docker has none.
     */
    public Manifest asDocker() {
        Descriptor dockerConfig = Descriptor.of(MediaType.DOCKER_CONFIG, config.digest(), config.sizeBytes());
        return new Manifest(
                MediaType.DOCKER_MANIFEST,
                dockerConfig,
                layers.stream().map(Manifest::dockerLayer).toList(),
                Map.of());
    }

    private static Descriptor dockerLayer(Descriptor layer) {
        MediaType type = switch (Compression.of(layer.mediaType())) {
            case GZIP -> MediaType.DOCKER_LAYER_GZIP;
            case UNCOMPRESSED -> MediaType.DOCKER_LAYER;
            case ZSTD -> layer.mediaType();
        };
        return Descriptor.of(type, layer.digest(), layer.sizeBytes());
    }
}
