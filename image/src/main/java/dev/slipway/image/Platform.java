package dev.slipway.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a platform-specific image runs on (OCI image-spec, image-index.md, platform), in normalised form:
 * {@code linux/amd64}, {@code linux/arm64}, {@code linux/arm/v7}.
 *
 * @param variant empty where the architecture has none; {@code v8} of arm64 is dropped
 */
public record Platform(String os, String architecture, String variant) {
    public Platform {
        if (os.isEmpty() || architecture.isEmpty()) {
            throw new IllegalArgumentException(
                    "platform: \"" + os + "/" + architecture + "\" (expected: os/architecture[/variant])");
        }
    }

    /**
     * Reads {@code os[/arch[/variant]]} or {@code arch} and normalises the aliases ({@code x86_64}, {@code aarch64},
     * {@code armhf}…). One word alone is an operating system when it is a known one, else an architecture.
     */
    public static Platform parse(String text) {
        List<String> parts = List.of(text.trim().toLowerCase(Locale.ROOT).split("/", -1));
        if (parts.size() > 3 || parts.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("platform: \"" + text + "\" (expected: os/architecture[/variant])");
        }
        if (parts.size() == 1) {
            return isOs(parts.getFirst())
                    ? of(parts.getFirst(), host().architecture(), "")
                    : of("linux", parts.getFirst(), "");
        }
        return of(parts.get(0), parts.get(1), parts.size() == 3 ? parts.get(2) : "");
    }

    /** The machine's own platform. */
    public static Platform host() {
        return of("linux", System.getProperty("os.arch"), "");
    }

    /** Whether an image for {@code candidate} is meant by this one; variants are compared when both have one. */
    public boolean matches(Platform candidate) {
        return os.equals(candidate.os)
                && architecture.equals(candidate.architecture)
                && (variant.isEmpty() || candidate.variant.isEmpty() || variant.equals(candidate.variant));
    }

    public Optional<String> variantIfAny() {
        return variant.isEmpty() ? Optional.empty() : Optional.of(variant);
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }

    private static boolean isOs(String word) {
        return List.of("linux", "windows", "darwin", "freebsd", "wasi").contains(word);
    }

    private static Platform of(String os, String architecture, String variant) {
        return switch (architecture) {
            case "x86_64", "x86-64", "amd64" -> new Platform(os, "amd64", variant.equals("v1") ? "" : variant);
            case "aarch64", "arm64" ->
                new Platform(os, "arm64", variant.equals("v8") || variant.equals("8") ? "" : variant);
            case "armhf" -> new Platform(os, "arm", "v7");
            case "armel" -> new Platform(os, "arm", "v6");
            case "arm" ->
                new Platform(os, "arm", variant.isEmpty() ? "v7" : variant.startsWith("v") ? variant : "v" + variant);
            case "i386", "i686", "x86" -> new Platform(os, "386", variant);
            default -> new Platform(os, architecture, variant);
        };
    }
}
