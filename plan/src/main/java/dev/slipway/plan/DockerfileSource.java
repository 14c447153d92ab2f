package dev.slipway.plan;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.ignore.IgnoreRules;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.lower.Matchers;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import dev.slipway.plan.request.BuildRequest.Sources;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.source.SourceAccess;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a request's Dockerfile, and the ignore file that goes with it.
 *
 * @param dockerfile parsed
 * @param exclusions what the main context leaves out; nothing unless it is a directory of this machine
 */
public record DockerfileSource(Dockerfile dockerfile, Exclusions exclusions) {
    private static final String DEFAULT_NAME = "Dockerfile";
    private static final String IGNORE = ".dockerignore";

    /** @throws PlanException when there is no Dockerfile; DockerfileException when one of the two cannot be read */
    public static DockerfileSource read(Sources sources, SourceAccess access) {
        return switch (sources.dockerfile()) {
            case DockerfileLocation.Text text ->
                new DockerfileSource(
                        Dockerfile.parse(text.name(), text.text()),
                        text.ignore()
                                .map(file -> rules(new SourceText(file.name(), file.text())))
                                .or(() -> sources.context().map(context -> ignored(context, access)))
                                .orElse(Exclusions.NONE));
            case DockerfileLocation.InContext(String path) -> inContext(sources, path, access);
        };
    }

    private static DockerfileSource inContext(Sources sources, String path, SourceAccess access) {
        ContextSpec context = sources.context()
                .orElseThrow(() -> new PlanException(
                        PlanException.Code.NO_CONTEXT,
                        "cannot read the Dockerfile \"" + path
                                + "\": the build has no context (expected: a directory, URL or" + " archive)",
                        Optional.of("name a directory on the command line, such as .")));
        String found = path;
        Optional<byte[]> bytes = access.read(context, path);
        if (bytes.isEmpty() && path.equals(DEFAULT_NAME)) {
            found = DEFAULT_NAME.toLowerCase(Locale.ROOT);
            bytes = access.read(context, found);
        }
        Dockerfile dockerfile = Dockerfile.parse(
                found,
                bytes.orElseThrow(() -> new PlanException(
                        PlanException.Code.NO_DOCKERFILE,
                        "cannot read the Dockerfile: the context has no file \"" + path + "\" (expected: a Dockerfile)",
                        Optional.of("name it with -f FILE"))));
        return new DockerfileSource(dockerfile, mainExclusions(context, found, access));
    }

    private static Exclusions mainExclusions(ContextSpec context, String dockerfile, SourceAccess access) {
        if (!(context instanceof ContextSpec.Directory)) {
            return Exclusions.NONE;
        }
        return access.read(context, dockerfile + IGNORE)
                .map(bytes -> rules(text(dockerfile + IGNORE, bytes)))
                .orElseGet(() -> ignored(context, access));
    }

    /** The ignore file at the root of a directory; other kinds of contexts come as their makers meant them. */
    static Exclusions ignored(ContextSpec context, SourceAccess access) {
        return context instanceof ContextSpec.Directory
                ? access.read(context, IGNORE)
                        .map(bytes -> rules(text(IGNORE, bytes)))
                        .orElse(Exclusions.NONE)
                : Exclusions.NONE;
    }

    private static SourceText text(String name, byte[] bytes) {
        return new SourceText(name, new String(bytes, StandardCharsets.UTF_8));
    }

    private static Exclusions rules(SourceText text) {
        return Matchers.exclusions(IgnoreRules.parse(text));
    }
}
