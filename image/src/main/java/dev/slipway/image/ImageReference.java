package dev.slipway.image;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A name of an image (distribution's reference grammar), normalised as Docker does: {@code debian} is
 * {@code docker.io/library/debian:latest}.
 *
 * @param registry {@code docker.io}, {@code localhost:5000}
 * @param repository {@code library/debian}
 * @param tag {@code latest} when neither tag nor digest is written; empty when only a digest is
 */
public record ImageReference(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {
    private static final Pattern REPOSITORY =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}");

    public ImageReference {
        if (!REPOSITORY.matcher(repository).matches()) {
            throw new IllegalArgumentException("image reference: repository \"" + repository
                    + "\" (expected: lower-case letters, digits and separators)");
        }
        tag.ifPresent(t -> {
            if (!TAG.matcher(t).matches()) {
                throw new IllegalArgumentException("image reference: tag \"" + t
                        + "\" (expected: letters, digits, \"_\", \".\" and \"-\", at most 128)");
            }
        });
    }

    /** Reads {@code [registry/]repository[:tag][@digest]}; throws IllegalArgumentException with what is wrong. */
    public static ImageReference parse(String text) {
        String rest = text;
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(Digest.parse(rest.substring(at + 1)));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
        }
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("image reference: \"" + text + "\" (expected: [registry/]name[:tag])");
        }
        int slash = rest.indexOf('/');
        String head = slash < 0 ? "" : rest.substring(0, slash);
        boolean hasRegistry = head.contains(".") || head.contains(":") || head.equals("localhost");
        String registry = hasRegistry ? head : "docker.io";
        String repository = hasRegistry ? rest.substring(slash + 1) : rest;
        if (registry.equals("index.docker.io")) {
            registry = "docker.io";
        }
        if (registry.equals("docker.io") && repository.indexOf('/') < 0) {
            repository = "library/" + repository;
        }
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of("latest");
        }
        return new ImageReference(registry, repository, tag, digest);
    }

    /** Short form as people write it: {@code debian:trixie}, without Docker's defaults. */
    public String familiar() {
        String name = registry.equals("docker.io")
                ? (repository.startsWith("library/") ? repository.substring("library/".length()) : repository)
                : registry + "/" + repository;
        return name
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }

    public ImageReference withDigest(Digest resolved) {
        return new ImageReference(registry, repository, tag, Optional.of(resolved));
    }

    /** Canonical form: {@code docker.io/library/debian:trixie}. */
    @Override
    public String toString() {
        return registry + "/" + repository + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
