package dev.slipway.advise.explain;

import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Plans Dockerfile texts in tests. */
public final class Graphs {
    private Graphs() {}

    public static StepGraph of(String dockerfile) {
        return of(dockerfile, "", Map.of());
    }

    public static StepGraph of(String dockerfile, String ignore, Map<String, String> arguments) {
        DockerfileLocation location = new DockerfileLocation.Text(
                "Dockerfile", dockerfile, Optional.of(new DockerfileLocation.IgnoreText(".dockerignore", ignore)));
        return StepGraph.plan(
                StepGraph.request(location, Path.of("/src"), Optional.empty(), arguments),
                (context, path) -> Optional.empty());
    }

    public static StepGraph.Step step(StepGraph graph, String place) {
        return graph.steps().stream()
                .filter(step -> step.label().place().equals(place))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + place + " among "
                        + graph.steps().stream().map(s -> s.label().place()).toList()));
    }
}
