package dev.slipway.plan.request;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a build context, main or named, comes from ({@code docker buildx build}, PATH and {@code --build-context}). */
public sealed interface ContextSpec {
    /**
     * Reads a context as the command line names it: a directory, {@code https://…}, a git address,
     * {@code docker-image://REF}, {@code oci-layout://DIR[:TAG][@DIGEST]}, {@code docker-archive://FILE[:REF]},
     * {@code debootstrap://SUITE[?include=a,b&variant=minbase]}. {@code -} is the caller's, who has standard input.
     *
     * @param workingDirectory what relative paths are relative to
     * @throws dev.slipway.plan.PlanException when it cannot be read
     */
    static ContextSpec parse(String text, Path workingDirectory) {
        return new ContextSpecParser(text, workingDirectory).parse();
    }

    /** A directory of this machine. */
    record Directory(Path path) implements ContextSpec {}

    /** A tar, perhaps compressed, that was spooled from standard input; a Dockerfile alone is told apart by content. */
    record Archive(Path path) implements ContextSpec {}

    /** A tar, or a plain Dockerfile, behind an HTTP(S) address. */
    record Http(String url) implements ContextSpec {}

    /** A git repository: {@code url#ref:subdirectory}. */
    record Git(GitLocation location) implements ContextSpec {}

    /** An image used as a file tree and as a base. */
    record Image(ImageOrigin origin) implements ContextSpec {}

    /** Where an image comes from. */
    sealed interface ImageOrigin {
        /** {@code docker-image://ref}, or a reference in FROM. */
        record Registry(dev.slipway.image.ImageReference reference) implements ImageOrigin {}

        /** {@code oci-layout://dir[:tag][@digest]}. */
        record Layout(Path directory, Optional<String> tag, Optional<dev.slipway.image.Digest> digest)
                implements ImageOrigin {}

        /** {@code docker-archive:///path.tar[:ref]}: a {@code docker save} tar. */
        record Archive(Path file, Optional<String> reference) implements ImageOrigin {}

        /** {@code debootstrap://SUITE?include=a,b&variant=minbase}: made from the distribution's packages. */
        record Debootstrap(String suite, Map<String, String> options) implements ImageOrigin {
            public Debootstrap {
                options = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(options));
            }
        }
    }
}
