package dev.slipway.image.layout;

import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How an index of a layout names its images: annotations on the descriptors, as buildx and containerd write them. */
public final class ImageNames {
    /** The tag alone: {@code latest} (OCI image-spec, annotations.md). */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";
    /** The full name: {@code docker.io/library/app:latest}. */
    public static final String CONTAINERD_NAME = "io.containerd.image.name";
    /** When the image was made, RFC 3339. */
    public static final String CREATED = "org.opencontainers.image.created";

    private ImageNames() {}

    /** The descriptor with both names, before its other annotations. */
    public static Descriptor named(Descriptor descriptor, ImageReference name) {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(CONTAINERD_NAME, name.toString());
        name.tag().ifPresent(tag -> annotations.put(REF_NAME, tag));
        descriptor.annotations().forEach(annotations::putIfAbsent);
        return descriptor.withAnnotations(annotations);
    }

    /**
     * Whether a descriptor has this name: the ref name as written, or the full name in any of its forms.
     *
     * @param wanted {@code latest}, {@code app:latest}, {@code docker.io/library/app:latest}
     */
    static boolean matches(Descriptor descriptor, String wanted) {
        String refName = descriptor.annotations().get(REF_NAME);
        String fullName = descriptor.annotations().get(CONTAINERD_NAME);
        if (wanted.equals(refName) || wanted.equals(fullName)) {
            return true;
        }
        Optional<ImageReference> reference = reference(wanted);
        return reference.isPresent()
                && (fullName != null && reference.equals(reference(fullName))
                        || refName != null && refName.indexOf('/') >= 0 && reference.equals(reference(refName)));
    }

    /** What to call a descriptor in a list of choices. */
    static String nameOf(Descriptor descriptor) {
        String refName = descriptor.annotations().get(REF_NAME);
        String fullName = descriptor.annotations().get(CONTAINERD_NAME);
        return refName != null
                ? refName
                : fullName != null ? fullName : descriptor.digest().toString();
    }

    private static Optional<ImageReference> reference(String text) {
        try {
            return Optional.of(ImageReference.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
