package dev.slipway.advise.check.stages;

import java.util.Set;

/** What is known of widely used base images by their names. Nothing is claimed of others. */
public final class KnownBase {
    private static final Set<String> PLAIN = Set.of(
            "ubuntu",
            "debian",
            "alpine",
            "python",
            "node",
            "golang",
            "rust",
            "fedora",
            "rockylinux",
            "almalinux",
            "amazonlinux",
            "buildpack-deps",
            "nvidia/cuda",
            "pytorch/pytorch",
            "ruby",
            "php",
            "openjdk",
            "eclipse-temurin",
            "rocm/dev-ubuntu-22.04",
            "rocm/dev-ubuntu-24.04");

    private KnownBase() {}

    /** Whether the image is one of those whose contents this class knows. */
    public static boolean isKnown(String image) {
        return PLAIN.contains(repository(image));
    }

    /** Whether a known image holds rustc and cargo. */
    public static boolean hasRust(String image) {
        return repository(image).equals("rust");
    }

    /** Whether a known image holds CUDA's compiler. */
    public static boolean isCudaDevel(String image) {
        return repository(image).equals("nvidia/cuda") && image.contains("-devel")
                || repository(image).equals("pytorch/pytorch") && image.endsWith("-devel");
    }

    /** Whether a known image runs as root when nothing else is said. */
    public static boolean runsAsRoot(String image) {
        return isKnown(image) && !image.contains("nonroot");
    }

    /** Without tag, digest, and Docker Hub's own prefixes. */
    public static String repository(String image) {
        String name = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        int colon = name.lastIndexOf(':');
        name = colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
        int slash = name.indexOf('/');
        boolean registry = slash > 0
                && (name.substring(0, slash).contains(".")
                        || name.substring(0, slash).contains(":"));
        name = registry ? name.substring(slash + 1) : name;
        return name.startsWith("library/") ? name.substring("library/".length()) : name;
    }
}
