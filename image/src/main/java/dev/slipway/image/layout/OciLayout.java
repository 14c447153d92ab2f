package dev.slipway.image.layout;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.Limits;
import dev.slipway.image.MediaType;
import dev.slipway.image.source.ImageResolver;
import dev.slipway.image.source.ImageSource;
import java.io.IOException;
import java.nio.file.Path;

public final class OciLayout {
    private OciLayout() {}

    public static OciLayout open(Path directory, Limits limits) throws IOException {
        throw new UnsupportedOperationException("being written");
    }

    public ImageIndex index() {
        return ImageIndex.oci(java.util.List.of());
    }

    /** @param reference a tag, a {@code sha256:} digest, or empty for the only image */
    public Descriptor find(String reference) {
        throw new UnsupportedOperationException("being written");
    }

    public BlobSource blob(Descriptor descriptor) {
        throw new UnsupportedOperationException("being written");
    }

    public ImageSource image(String reference) {
        ImageResolver resolver = new ImageResolver(MediaType.OCI_INDEX.value(), this::blob, this::blob, Limits.DEFAULT);
        Descriptor root = find(reference);
        return platform -> resolver.resolve(root, platform);
    }
}
