package dev.slipway.image;

/** How a layer blob is compressed. */
public enum Compression {
    UNCOMPRESSED,
    GZIP,
    ZSTD;

    /** The compression that a layer's media type names; foreign types are told by their suffix. */
    public static Compression of(MediaType layer) {
        String type = layer.value();
        return type.endsWith("gzip") ? GZIP : type.endsWith("zstd") ? ZSTD : UNCOMPRESSED;
    }

    /** The OCI media type of a layer compressed so. */
    public MediaType ociLayer() {
        return switch (this) {
            case UNCOMPRESSED -> MediaType.OCI_LAYER;
            case GZIP -> MediaType.OCI_LAYER_GZIP;
            case ZSTD -> MediaType.OCI_LAYER_ZSTD;
        };
    }
}
