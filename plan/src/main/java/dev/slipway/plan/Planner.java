package dev.slipway.plan;

import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.source.SourceAccess;

/** A build request and its Dockerfile become build graphs. Stateless. */
public final class Planner {
    private Planner() {}

    /**
     * Reads the Dockerfile, resolves the base images of the stages that the target needs, and lowers these stages.
     *
     * @throws PlanException for what is wrong with the request, or a base that cannot be resolved
     * @throws dev.slipway.dockerfile.DockerfileException for what is wrong with the Dockerfile
     */
    public static BuildPlan plan(BuildRequest request, SourceAccess sources) {
        throw PlanException.unsupported(
                "cannot plan " + request.sources().dockerfile() + " with " + sources
                        + ": not in this build of the tool",
                "update it");
    }
}
