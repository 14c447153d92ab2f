package dev.slipway.plan.request;

import java.util.Optional;

/**
 * How the layers that a build makes are cut, and what is left out of them. The file system of the image is the same
 * whatever is said here; only boundaries and bytes that nobody can see differ. Layers of base images are never touched.
 *
 * @param layering {@code --layering}
 * @param minSizeBytes {@code --layer-min-size}: what a source layer contributes to a copy and is smaller, uncompressed,
 *     goes together with what comes next above it
 * @param maxLayers {@code --max-layers}: copies keep source layers apart only as far as the image stays below it
 * @param shadowed from which saving on bytes that later layers hide are dropped at export; empty with
 *     {@code --keep-shadowed}
 * @param sizeTargetBytes {@code --layer-size-target}: larger layers are exported in several pieces of about this size,
 *     uncompressed; empty for one piece a layer
 */
public record LayerRules(
        Layering layering,
        long minSizeBytes,
        int maxLayers,
        Optional<ShadowedThreshold> shadowed,
        Optional<Long> sizeTargetBytes) {
    /** More layers than this no common runtime mounts. */
    public static final int MOST_LAYERS = 127;

    public static final LayerRules DEFAULT =
            new LayerRules(Layering.PROVENANCE, 1 << 20, 100, Optional.of(ShadowedThreshold.DEFAULT), Optional.empty());

    /** A layer an instruction, nothing left out: what other builders make. */
    public static final LayerRules AS_WRITTEN =
            new LayerRules(Layering.AS_WRITTEN, 1 << 20, 100, Optional.empty(), Optional.empty());

    public LayerRules {
        if (minSizeBytes < 0) {
            throw new IllegalArgumentException("minSizeBytes: " + minSizeBytes + " (expected: >= 0)");
        }
        if (maxLayers < 1 || maxLayers > MOST_LAYERS) {
            throw new IllegalArgumentException("maxLayers: " + maxLayers + " (expected: 1 to " + MOST_LAYERS + ")");
        }
        sizeTargetBytes.ifPresent(bytes -> {
            if (bytes < 1) {
                throw new IllegalArgumentException("sizeTargetBytes: " + bytes + " (expected: >= 1)");
            }
        });
    }

    /** Where the boundaries of layers come from. */
    public enum Layering {
        /** A copy from layers gives one layer for each source layer that it takes something of. */
        PROVENANCE("provenance"),
        /** An instruction that works on the file system gives one layer, an empty one when it changes nothing. */
        AS_WRITTEN("as-written");

        private final String flag;

        Layering(String flag) {
            this.flag = flag;
        }

        /** As written after {@code --layering}. */
        public String flag() {
            return flag;
        }
    }

    /**
     * Both must be reached for a layer's hidden bytes to be dropped, since a layer without them is another blob.
     *
     * @param bytes uncompressed
     * @param percent of the layer's content
     */
    public record ShadowedThreshold(long bytes, double percent) {
        public static final ShadowedThreshold DEFAULT = new ShadowedThreshold(16 << 20, 2);

        public ShadowedThreshold {
            if (bytes < 0 || !(percent >= 0 && percent <= 100)) {
                throw new IllegalArgumentException(
                        "threshold: " + bytes + " bytes, " + percent + " % (expected: >= 0 bytes, 0 to 100 %)");
            }
        }

        /** Whether dropping pays in a layer of this size. */
        public boolean reachedBy(long hiddenBytes, long layerBytes) {
            return hiddenBytes > 0 && hiddenBytes >= bytes && hiddenBytes * 100.0 >= percent * layerBytes;
        }
    }
}
