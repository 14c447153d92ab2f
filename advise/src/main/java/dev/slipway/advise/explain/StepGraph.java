package dev.slipway.advise.explain;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.image.Digest;
import dev.slipway.plan.Planner;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.OpEncoding;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A build graph reduced to what decides whether a step runs again: what it does, which steps it builds on, which files of
 * the contexts it reads: of the main one, and of directories of this machine that are named contexts. Git, remote files and
 * images count as never changing by themselves.
 *
 * @param steps inputs before users; {@link Step#number} is the place in this list
 * @param result number of the step whose result is the image
 * @param dockerfile the text that lines count in
 */
public record StepGraph(List<Step> steps, int result, SourceText dockerfile) {
    /** Name of a build's main context in the plan. */
    private static final String MAIN = "context";

    public StepGraph {
        steps = List.copyOf(steps);
    }

    /** What kind of work a vertex is. */
    public enum Kind {
        /** An empty start, a base image or a context: nothing to run. */
        SOURCE,
        /** A remote file or repository. */
        FETCH,
        RUN,
        /** COPY, ADD, WORKDIR. */
        FILE,
        /** Stacks a linked copy on its stage: costs nothing by itself. */
        MERGE
    }

    /**
     * @param form identity of the operation alone
     * @param inputs numbers of the steps it builds on, its root file system first; not the main context
     * @param reads what it reads of contexts
     */
    public record Step(
            int number, Kind kind, Label label, Digest form, List<Integer> inputs, List<ContextSelection> reads) {
        public Step {
            inputs = List.copyOf(inputs);
            reads = List.copyOf(reads);
        }

        /** Whether the cache is asked for it, so that it can be said to run again. */
        public boolean isWork() {
            return kind == Kind.RUN || kind == Kind.FILE || kind == Kind.FETCH;
        }
    }

    /**
     * How a step is told to people.
     *
     * @param place stage and ordinal, as build records have it
     * @param name as progress shows it
     * @param line first line in the Dockerfile; 0 where it has none
     */
    public record Label(String place, String name, Optional<String> stage, int line) {
        /** The instruction without {@code [stage 2/5]}. */
        public String text() {
            return StepNames.text(name);
        }
    }

    /**
     * Plans a request without network, for its first platform.
     *
     * @param files of contexts, by relative path; only ignore files are asked for
     * @throws dev.slipway.plan.PlanException as planning does
     * @throws dev.slipway.dockerfile.DockerfileException as planning does
     */
    public static StepGraph plan(BuildRequest request, BiFunction<ContextSpec, String, Optional<byte[]>> files) {
        OfflineSources sources = new OfflineSources(files, text(request, files));
        return of(Planner.plan(request, sources).graphs().getFirst().graph());
    }

    private static String text(BuildRequest request, BiFunction<ContextSpec, String, Optional<byte[]>> files) {
        return switch (request.sources().dockerfile()) {
            case BuildRequest.DockerfileLocation.Text given -> given.text();
            case BuildRequest.DockerfileLocation.InContext inContext ->
                request.sources()
                        .context()
                        .flatMap(context -> files.apply(context, inContext.path()))
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse("");
        };
    }

    public static StepGraph of(BuildGraph graph) {
        Map<Digest, Integer> numbers = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (Vertex vertex : graph.order()) {
            if (isMain(vertex)) {
                continue;
            }
            int number = steps.size();
            numbers.put(vertex.digest(), number);
            List<Integer> inputs = vertex.inputs().stream()
                    .filter(input -> !isMain(input))
                    .map(input -> numbers.getOrDefault(input.digest(), -1))
                    .toList();
            steps.add(new Step(
                    number, kind(vertex.op()), label(graph.notes(vertex)), form(vertex.op()), inputs, reads(vertex)));
        }
        return new StepGraph(
                steps, numbers.getOrDefault(graph.result().digest(), steps.size() - 1), graph.dockerfile());
    }

    private static boolean isMain(Vertex vertex) {
        return vertex.op() instanceof Op.Context context && context.name().equals(MAIN);
    }

    private static Label label(VertexNotes notes) {
        int line = notes.spans().isEmpty() ? 0 : notes.spans().getFirst().startLine();
        return new Label(notes.place(), notes.name(), notes.stage(), line);
    }

    private static Kind kind(Op op) {
        return switch (op) {
            case Op.Scratch s -> Kind.SOURCE;
            case Op.Image i -> Kind.SOURCE;
            case Op.Context c -> Kind.SOURCE;
            case Op.Git g -> Kind.FETCH;
            case Op.Http h -> Kind.FETCH;
            case Op.Exec e -> Kind.RUN;
            case Op.FileOp f -> Kind.FILE;
            case Op.Merge m -> Kind.MERGE;
        };
    }

    /** A named context is known by its name and where it is: its ignore file decides what steps read of it. */
    private static Digest form(Op op) {
        return op instanceof Op.Context context
                ? Digest.of(("context " + context.name() + " " + context.spec()).getBytes(StandardCharsets.UTF_8))
                : OpEncoding.form(op);
    }

    private static List<ContextSelection> reads(Vertex vertex) {
        List<ContextSelection> reads = new ArrayList<>();
        switch (vertex.op()) {
            case Op.FileOp file -> {
                for (FileAction action : file.actions()) {
                    if (action instanceof FileAction.Copy copy) {
                        context(vertex, copy.input())
                                .ifPresent(context ->
                                        reads.add(placed(ContextSelection.of(copy, context.exclusions()), context)));
                    }
                }
            }
            case Op.Exec exec -> {
                for (ExecSpec.Mount mount : exec.spec().mounts()) {
                    shown(mount)
                            .ifPresent(seed -> context(vertex, seed.input())
                                    .ifPresent(context -> reads.add(placed(
                                            ContextSelection.ofPath(
                                                    seed.source().relative(), context.exclusions()),
                                            context))));
                }
            }
            default -> {}
        }
        return reads;
    }

    private static Optional<ExecSpec.Seed> shown(ExecSpec.Mount mount) {
        return switch (mount) {
            case ExecSpec.Mount.Bind bind -> Optional.of(new ExecSpec.Seed(bind.input(), bind.source()));
            case ExecSpec.Mount.Cache cache -> cache.seed();
            case ExecSpec.Mount.Tmpfs t -> Optional.empty();
            case ExecSpec.Mount.Secret s -> Optional.empty();
            case ExecSpec.Mount.Ssh s -> Optional.empty();
        };
    }

    /** The main context, or a directory that is a named one. */
    private static Optional<Op.Context> context(Vertex vertex, int input) {
        Vertex from = vertex.inputs().get(input);
        return from.op() instanceof Op.Context context
                        && (isMain(from) || context.spec() instanceof ContextSpec.Directory)
                ? Optional.of(context)
                : Optional.empty();
    }

    private static ContextSelection placed(ContextSelection selection, Op.Context context) {
        return !context.name().equals(MAIN) && context.spec() instanceof ContextSpec.Directory(Path directory)
                ? selection.in(directory.toString())
                : selection;
    }

    /** A request for what is compared here: a Dockerfile's text, its ignore file, a directory that need not exist. */
    public static BuildRequest request(
            BuildRequest.DockerfileLocation dockerfile,
            Path context,
            Optional<String> target,
            Map<String, String> arguments) {
        return request(dockerfile, context, Map.of(), target, arguments);
    }

    /** @param contexts {@code --build-context} */
    public static BuildRequest request(
            BuildRequest.DockerfileLocation dockerfile,
            Path context,
            Map<String, ContextSpec> contexts,
            Optional<String> target,
            Map<String, String> arguments) {
        return new BuildRequest(
                new BuildRequest.Sources(dockerfile, Optional.of(new ContextSpec.Directory(context)), contexts),
                target,
                arguments,
                List.of(),
                BuildRequest.CacheRules.DEFAULT,
                everything(),
                BuildRequest.ImageSettings.NONE,
                List.of());
    }

    /** Nothing runs here, so nothing need be allowed. */
    private static BuildRequest.SandboxRules everything() {
        BuildRequest.SandboxRules usual = BuildRequest.SandboxRules.DEFAULT;
        return new BuildRequest.SandboxRules(
                usual.network(),
                usual.extraHosts(),
                usual.shmSizeBytes(),
                usual.ulimits(),
                List.of(BuildRequest.Entitlement.values()),
                usual.secrets(),
                usual.sshAgents());
    }
}
