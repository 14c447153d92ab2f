package dev.slipway.image.layout;

import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;

/** Names within a layout (OCI image-spec, image-layout.md). */
final class LayoutFiles {
    static final String INDEX = "index.json";
    static final String MARKER = "oci-layout";
    static final String BLOBS = "blobs";

    private LayoutFiles() {}

    static byte[] marker() {
        return "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);
    }

    /** {@code blobs/sha256/<hex>}. */
    static String blob(Digest digest) {
        return BLOBS + "/" + digest.algorithm() + "/" + digest.hex();
    }
}
