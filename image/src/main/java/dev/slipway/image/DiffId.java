package dev.slipway.image;

/** Digest of a layer's uncompressed tar (OCI image-spec, config.md, Layer DiffID). */
public record DiffId(Digest digest) {
    public static DiffId parse(String text) {
        return new DiffId(Digest.parse(text));
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
