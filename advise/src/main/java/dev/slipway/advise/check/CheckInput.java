package dev.slipway.advise.check;

import dev.slipway.dockerfile.Dockerfile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rules look at.
 *
 * @param target the stage asked for; the last one when empty
 * @param context the build context, where one was given
 * @param others other Dockerfiles of the repository, for what is repeated between files
 * @param trustedRegistries of {@code .hadolint.yaml}; empty when any is trusted
 * @param bases what is known of base images
 * @param builds what is known of past builds
 */
public record CheckInput(
        Dockerfile dockerfile,
        Optional<String> target,
        Map<String, String> buildArguments,
        Optional<ContextFiles> context,
        List<Dockerfile> others,
        List<String> trustedRegistries,
        KnownBases bases,
        KnownBuilds builds) {
    public CheckInput {
        buildArguments = Map.copyOf(buildArguments);
        others = List.copyOf(others);
        trustedRegistries = List.copyOf(trustedRegistries);
    }

    /** Nothing is known of base images and past builds. */
    public CheckInput(
            Dockerfile dockerfile,
            Optional<String> target,
            Map<String, String> buildArguments,
            Optional<ContextFiles> context,
            List<Dockerfile> others,
            List<String> trustedRegistries) {
        this(dockerfile, target, buildArguments, context, others, trustedRegistries, KnownBases.NONE, KnownBuilds.NONE);
    }

    /** The same with these base images. */
    public CheckInput with(KnownBases known) {
        return new CheckInput(dockerfile, target, buildArguments, context, others, trustedRegistries, known, builds);
    }

    /** The same with these past builds. */
    public CheckInput with(KnownBuilds known) {
        return new CheckInput(dockerfile, target, buildArguments, context, others, trustedRegistries, bases, known);
    }

    /** The same with another text of the Dockerfile. */
    CheckInput with(Dockerfile other) {
        return new CheckInput(other, target, buildArguments, context, others, trustedRegistries, bases, builds);
    }

    /** Only a Dockerfile. */
    public static CheckInput of(Dockerfile dockerfile) {
        return new CheckInput(dockerfile, Optional.empty(), Map.of(), Optional.empty(), List.of(), List.of());
    }
}
