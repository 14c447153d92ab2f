package dev.slipway.plan.lower;

import dev.slipway.image.ImageReference;
import dev.slipway.plan.request.ContextSpec.ImageOrigin;
import dev.slipway.plan.source.ResolvedImage;

/** Resolved images as people are shown them. */
final class ImageNames {
    private ImageNames() {}

    /** {@code docker.io/library/debian:trixie@sha256:…}. */
    static String of(ResolvedImage image) {
        return switch (image.origin()) {
            case ImageOrigin.Registry(ImageReference reference) -> reference.toString();
            case ImageOrigin.Layout layout ->
                "oci-layout://" + layout.directory()
                        + layout.tag().map(tag -> ":" + tag).orElse("")
                        + layout.digest().map(digest -> "@" + digest).orElse("");
            case ImageOrigin.Archive archive ->
                "docker-archive://" + archive.file()
                        + archive.reference().map(name -> ":" + name).orElse("");
            case ImageOrigin.Debootstrap bootstrap -> "debootstrap://" + bootstrap.suite();
        };
    }

    /** The same without a digest, so that it does not change when the image does. */
    static String unpinned(ResolvedImage image) {
        String name = of(image);
        int at = name.lastIndexOf("@sha");
        return at < 0 ? name : name.substring(0, at);
    }
}
