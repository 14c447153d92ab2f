package dev.slipway.image;

/**
 * The JSON of manifests, indexes and configs, read with bounds and written in one canonical form: the same value gives
 * the same bytes, so the same digest (OCI image-spec; Docker image manifest v2 schema 2).
 *
 * <p>Reading throws {@link MalformedImageException} with the subject and the field. Unknown fields are ignored,
 * duplicate ones refused.
 */
public final class ImageJson {
    private ImageJson() {}

    /**
     * @param subject names the document in errors: {@code manifest sha256:9f2c…}
     * @param fallback the media type to assume where the document does not say (OCI leaves it optional)
     */
    public static Manifest readManifest(byte[] json, String subject, MediaType fallback, Limits limits) {
        return ManifestJson.readManifest(JsonReading.parse(json, subject, limits.manifestBytes()), fallback);
    }

    public static ImageIndex readIndex(byte[] json, String subject, MediaType fallback, Limits limits) {
        return ManifestJson.readIndex(JsonReading.parse(json, subject, limits.manifestBytes()), fallback);
    }

    public static ImageConfig readConfig(byte[] json, String subject, Limits limits) {
        return ConfigJson.read(JsonReading.parse(json, subject, limits.configBytes()));
    }

    public static byte[] write(Manifest manifest) {
        return ManifestJson.write(manifest);
    }

    public static byte[] write(ImageIndex index) {
        return ManifestJson.write(index);
    }

    public static byte[] write(ImageConfig config) {
        return ConfigJson.write(config);
    }
}
