package dev.slipway.engine.source;

import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ExportTarget;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How sources behave during one build.
 *
 * @param pull names are resolved at their origin, not from what was resolved before or from the local image store
 * @param keepBlobs compressed layers that are fetched are kept for an export that follows
 * @param keepGitDirectory git contexts keep their {@code .git}
 * @param sandbox secrets and SSH agents, for private git repositories and downloads
 * @param dockerConfig directory with {@code config.json} for registry credentials; empty for none
 * @param environment variables of the caller's environment: proxies and PATH
 * @param clock for times of events
 */
public record SourceOptions(
        boolean pull,
        boolean keepBlobs,
        boolean keepGitDirectory,
        BuildRequest.SandboxRules sandbox,
        Optional<Path> dockerConfig,
        Function<String, Optional<String>> environment,
        Clock clock) {
    private static final String KEEP_GIT = "BUILDKIT_CONTEXT_KEEP_GIT_DIR";

    /** What the request asks for. */
    public static SourceOptions of(
            BuildRequest request,
            Optional<Path> dockerConfig,
            Function<String, Optional<String>> environment,
            Clock clock) {
        return new SourceOptions(
                request.cache().pull(),
                request.outputs().stream().anyMatch(SourceOptions::needsBlobs),
                isTrue(request.buildArguments()),
                request.sandbox(),
                dockerConfig,
                environment,
                clock);
    }

    private static boolean isTrue(Map<String, String> arguments) {
        String value = arguments.getOrDefault(KEEP_GIT, "");
        return value.equals("1") || value.equalsIgnoreCase("true") || value.equalsIgnoreCase("t");
    }

    private static boolean needsBlobs(ExportTarget target) {
        return switch (target) {
            case ExportTarget.ToStore ignored -> true;
            case ExportTarget.ToRegistry ignored -> true;
            case ExportTarget.ToLayout ignored -> true;
            case ExportTarget.ToDockerArchive ignored -> true;
            case ExportTarget.ToDirectory ignored -> false;
            case ExportTarget.ToTar ignored -> false;
        };
    }
}
