package dev.slipway.plan;

import dev.slipway.image.ImageConfig;
import dev.slipway.image.Platform;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.BuildRequest.CacheRules;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import dev.slipway.plan.request.BuildRequest.ImageSettings;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.ContextSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans a Dockerfile text in tests. */
public final class Plans {
    public final FakeSources sources = new FakeSources().image("debian:trixie", "PATH=/usr/bin:/bin");
    private final String dockerfile;
    private final Map<String, String> arguments = new LinkedHashMap<>();
    private final Map<String, ContextSpec> contexts = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private List<Platform> platforms = List.of(Platform.parse("linux/amd64"));
    private Optional<String> target = Optional.empty();
    private SandboxRules sandbox = SandboxRules.DEFAULT;
    private CacheRules cache = CacheRules.DEFAULT;
    private Optional<ContextSpec> context = Optional.of(new ContextSpec.Directory(Path.of("/src")));

    private Plans(String dockerfile) {
        this.dockerfile = dockerfile;
    }

    public static Plans of(String dockerfile) {
        return new Plans(dockerfile);
    }

    public Plans arg(String name, String value) {
        arguments.put(name, value);
        return this;
    }

    public Plans context(String name, ContextSpec spec) {
        contexts.put(name, spec);
        return this;
    }

    public Plans noContext() {
        context = Optional.empty();
        return this;
    }

    public Plans label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    public Plans platforms(String... names) {
        platforms = java.util.Arrays.stream(names).map(Platform::parse).toList();
        return this;
    }

    public Plans target(String name) {
        target = Optional.of(name);
        return this;
    }

    public Plans sandbox(SandboxRules rules) {
        sandbox = rules;
        return this;
    }

    public Plans cache(CacheRules rules) {
        cache = rules;
        return this;
    }

    public Plans image(String name, ImageConfig.Runtime runtime) {
        sources.image(name, runtime);
        return this;
    }

    public Plans image(String name, String... env) {
        sources.image(name, env);
        return this;
    }

    public BuildRequest request() {
        return new BuildRequest(
                new BuildRequest.Sources(
                        new DockerfileLocation.Text("Dockerfile", dockerfile, Optional.empty()), context, contexts),
                target,
                arguments,
                platforms,
                cache,
                sandbox,
                new ImageSettings(List.of(), labels, Map.of(), Optional.empty()),
                List.of());
    }

    public BuildPlan plan() {
        return Planner.plan(request(), sources);
    }

    public BuildGraph graph() {
        return plan().graphs().getFirst().graph();
    }

    public ImageConfig.Runtime runtime() {
        return graph().image().config().runtime();
    }

    /** {@code createdBy} of every step, an E before those without a vertex. */
    public List<String> history() {
        return graph().image().steps().stream()
                .map(step -> (step.vertex().isEmpty() ? "E " : "") + step.createdBy())
                .toList();
    }

    /** The names of the graph's vertices in order. */
    public List<String> names() {
        BuildGraph graph = graph();
        return graph.order().stream().map(vertex -> graph.notes(vertex).name()).toList();
    }

    /** The spec of the only RUN. */
    public ExecSpec exec() {
        return execs().getFirst();
    }

    public List<ExecSpec> execs() {
        List<ExecSpec> specs = new ArrayList<>();
        for (Vertex vertex : graph().order()) {
            if (vertex.op() instanceof Op.Exec(ExecSpec spec)) {
                specs.add(spec);
            }
        }
        return specs;
    }

    /** All file actions, in graph order. */
    public List<FileAction> actions() {
        return graph().order().stream()
                .flatMap(vertex -> vertex.op() instanceof Op.FileOp(List<FileAction> actions)
                        ? actions.stream()
                        : java.util.stream.Stream.of())
                .toList();
    }

    /** The only COPY. */
    public FileAction.Copy copy() {
        return actions().stream()
                .filter(FileAction.Copy.class::isInstance)
                .map(FileAction.Copy.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
