package dev.slipway.plan;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.image.Platform;
import dev.slipway.plan.graph.BuildGraph;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A request, planned: one graph a platform.
 *
 * @param graphs in the order of the request's platforms; at least one
 * @param multiPlatform whether the result is an index (or a directory a platform) even when there is one graph
 * @param sourceDateEpoch the time that the image's own times are set to, wherever the user said it
 * @param warnings what the user should know but what does not stop the build
 * @param dockerfile as parsed
 */
public record BuildPlan(
        List<PlatformGraph> graphs,
        boolean multiPlatform,
        Optional<Instant> sourceDateEpoch,
        List<String> warnings,
        Dockerfile dockerfile) {
    public BuildPlan {
        graphs = List.copyOf(graphs);
        warnings = List.copyOf(warnings);
    }

    public record PlatformGraph(Platform platform, BuildGraph graph) {}
}
