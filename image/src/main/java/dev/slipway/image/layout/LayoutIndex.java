package dev.slipway.image.layout;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageJson;
import dev.slipway.image.Limits;
import dev.slipway.image.MalformedImageException;
import dev.slipway.image.MediaType;
import dev.slipway.image.source.ImageResolver;
import dev.slipway.image.source.ImageSource;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The index of a layout, wherever the layout lies: finds images by name or digest.
 *
 * @param subject names the layout in errors
 */
record LayoutIndex(String subject, ImageIndex index) {
    static LayoutIndex parse(String subject, byte[] marker, byte[] index, Limits limits) {
        String text = new String(marker, java.nio.charset.StandardCharsets.UTF_8);
        if (!text.contains("\"imageLayoutVersion\"")) {
            throw new MalformedImageException(
                    subject, "file \"oci-layout\" without imageLayoutVersion (expected: an OCI image layout)");
        }
        return new LayoutIndex(
                subject, ImageJson.readIndex(index, subject + " index.json", MediaType.OCI_INDEX, limits));
    }

    /**
     * @param reference a name, a {@code sha256:} digest, or empty for the only image
     */
    Descriptor find(String reference) {
        List<Descriptor> all = index.manifests();
        List<Descriptor> found = all.stream()
                .filter(d -> reference.isEmpty() || isMeant(d, reference))
                .toList();
        // Several names of one image are one image.
        List<Digest> digests = found.stream().map(Descriptor::digest).distinct().toList();
        if (digests.size() == 1) {
            return found.getFirst();
        }
        String choices =
                all.stream().map(ImageNames::nameOf).distinct().limit(20).collect(Collectors.joining(", "));
        String expected = all.isEmpty() ? "an image; the layout is empty" : "one of " + choices;
        String problem = reference.isEmpty()
                ? all.size() + " images and no name to choose by"
                : found.isEmpty() ? "no image \"" + reference + "\"" : found.size() + " images \"" + reference + "\"";
        throw new LayoutException(
                "cannot use " + subject + ": " + problem + " (expected: " + expected + ")",
                all.isEmpty() ? "" : "add :<tag> or @sha256:<digest> to the name of the layout");
    }

    private static boolean isMeant(Descriptor descriptor, String reference) {
        return descriptor.digest().toString().equals(reference) || ImageNames.matches(descriptor, reference);
    }

    ImageSource image(String reference, Lookup blobs, Limits limits) {
        Descriptor root = find(reference);
        ImageResolver resolver = new ImageResolver(subject, blobs::blob, blobs::blob, limits);
        return platform -> resolver.resolve(root, platform);
    }

    interface Lookup {
        BlobSource blob(Descriptor descriptor) throws IOException;
    }
}
