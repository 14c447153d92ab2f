package dev.slipway.image.layer;

import dev.slipway.image.Compression;

/**
 * How to compress a layer: the kind and its level. Level 4 is gzip's default here: half the time of 6 on programs and
 * libraries, for 3 % more bytes.
 *
 * @param level gzip 1 to 9, zstd 1 to 22, 0 when uncompressed
 */
public record LayerCompression(Compression kind, int level) {
    public static final LayerCompression UNCOMPRESSED = new LayerCompression(Compression.UNCOMPRESSED, 0);
    public static final LayerCompression GZIP = new LayerCompression(Compression.GZIP, 4);
    public static final LayerCompression ZSTD = new LayerCompression(Compression.ZSTD, 3);

    public LayerCompression {
        int max = switch (kind) {
            case UNCOMPRESSED -> 0;
            case GZIP -> 9;
            case ZSTD -> 22;
        };
        if (level < Math.min(1, max) || level > max) {
            throw new IllegalArgumentException(
                    "compression level: " + level + " (expected: " + Math.min(1, max) + " to " + max + ")");
        }
    }

    /** The kind at its default level. */
    public static LayerCompression of(Compression kind) {
        return switch (kind) {
            case UNCOMPRESSED -> UNCOMPRESSED;
            case GZIP -> GZIP;
            case ZSTD -> ZSTD;
        };
    }
}
