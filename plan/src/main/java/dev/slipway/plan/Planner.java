package dev.slipway.plan;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Stage;
import dev.slipway.image.Platform;
import dev.slipway.plan.lower.BuildSettings;
import dev.slipway.plan.lower.ContextTrees;
import dev.slipway.plan.lower.StageLowering;
import dev.slipway.plan.request.Booleans;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.GitLocation;
import dev.slipway.plan.source.SourceAccess;
import dev.slipway.plan.stage.BaseImages;
import dev.slipway.plan.stage.GlobalScope;
import dev.slipway.plan.stage.NamedContexts;
import dev.slipway.plan.stage.PlatformPair;
import dev.slipway.plan.stage.StageTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A build request and its Dockerfile become build graphs. Used once. */
public final class Planner {
    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    private final BuildRequest request;
    private final SourceAccess access;
    private final DockerfileSource source;
    private final Dockerfile dockerfile;
    private final Optional<Instant> epoch;
    private final BuildSettings settings;

    private Planner(BuildRequest request, SourceAccess access) {
        this.request = request;
        this.access = access;
        this.source = DockerfileSource.read(request.sources(), access);
        this.dockerfile = source.dockerfile();
        Optional<Instant> given = givenEpoch(request);
        this.settings = new BuildSettings(request, buildArguments(request, given));
        this.epoch = given.or(this::declaredEpoch);
    }

    /**
     * Reads the Dockerfile, resolves the base images of the stages that the target needs, and lowers these stages.
     *
     * @throws PlanException for what is wrong with the request, or a base that cannot be resolved
     * @throws dev.slipway.dockerfile.DockerfileException for what is wrong with the Dockerfile
     */
    public static BuildPlan plan(BuildRequest request, SourceAccess access) {
        return new Planner(request, access).plan();
    }

    private BuildPlan plan() {
        Stage target = StageTable.target(dockerfile, request.target());
        List<Platform> platforms = request.platforms().isEmpty() ? List.of(Platform.host()) : request.platforms();
        BaseImages images = new BaseImages(dockerfile, access);
        List<BuildPlan.PlatformGraph> graphs = new ArrayList<>();
        for (Platform platform : platforms) {
            PlatformPair pair = new PlatformPair(
                    Platform.host(), platform, !request.platforms().isEmpty());
            graphs.add(new BuildPlan.PlatformGraph(platform, graph(target, pair, images, platforms.size() > 1)));
        }
        return new BuildPlan(graphs, isMultiPlatform(), epoch, PlanWarnings.of(request, dockerfile), dockerfile);
    }

    private dev.slipway.plan.graph.BuildGraph graph(
            Stage target, PlatformPair platforms, BaseImages images, boolean several) {
        GlobalScope globals = GlobalScope.of(dockerfile, settings.buildArguments(), platforms, targetName(target));
        StageTable table = new StageTable(
                dockerfile, globals, new NamedContexts(request.sources().namedContexts()), platforms);
        images.resolveAll(table, target.index(), platforms.target());
        ContextTrees contexts =
                new ContextTrees(mainContext(), source.exclusions(), spec -> DockerfileSource.ignored(spec, access));
        return new StageLowering(new StageLowering.Parts(
                        table,
                        images,
                        globals,
                        settings,
                        contexts,
                        platforms,
                        several ? Optional.of(platforms.target()) : Optional.empty()))
                .lower(target.index());
    }

    /** {@code TARGETSTAGE}: as the user wrote it. */
    private String targetName(Stage target) {
        return request.target().filter(name -> !name.isEmpty()).or(target::name).orElse("");
    }

    /** {@code BUILDKIT_CONTEXT_KEEP_GIT_DIR} is about a context that is a git repository. */
    private Optional<ContextSpec> mainContext() {
        return request.sources()
                .context()
                .map(spec -> spec instanceof ContextSpec.Git(GitLocation git) && isTrue("BUILDKIT_CONTEXT_KEEP_GIT_DIR")
                        ? new ContextSpec.Git(new GitLocation(
                                git.remote(),
                                git.ref(),
                                git.subdirectory(),
                                git.checksum(),
                                git.submodules(),
                                Optional.of(true)))
                        : spec);
    }

    private boolean isMultiPlatform() {
        return request.platforms().size() > 1 || isTrue("BUILDKIT_MULTI_PLATFORM");
    }

    private boolean isTrue(String argument) {
        String value = settings.buildArguments().get(argument);
        if (value == null || value.isEmpty()) {
            return false;
        }
        return Booleans.parse(value)
                .orElseThrow(() ->
                        PlanException.badValue("build argument " + argument + "=\"" + value + "\"", "true or false"));
    }

    /** The build argument wins over the request's own setting. */
    private static Optional<Instant> givenEpoch(BuildRequest request) {
        String written = request.buildArguments().getOrDefault(EPOCH, "");
        return written.isEmpty()
                ? request.image().sourceDateEpoch()
                : Optional.of(epoch("build argument " + EPOCH, written));
    }

    /** The default of an ARG before the first FROM. */
    private Optional<Instant> declaredEpoch() {
        boolean declared = dockerfile.globalArguments().stream()
                .flatMap(instruction -> instruction.arguments().stream())
                .anyMatch(argument -> argument.key().text().equals(EPOCH));
        if (!declared) {
            return Optional.empty();
        }
        PlatformPair host = new PlatformPair(Platform.host(), Platform.host(), false);
        return GlobalScope.of(dockerfile, settings.buildArguments(), host, "")
                .get(EPOCH)
                .filter(written -> !written.isEmpty())
                .map(written -> epoch("ARG " + EPOCH, written));
    }

    private static Instant epoch(String what, String written) {
        boolean seconds = written.length() < 12 && written.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!seconds) {
            throw PlanException.badValue(what + "=\"" + written + "\"", "seconds since 1970-01-01T00:00:00Z");
        }
        return Instant.ofEpochSecond(Long.parseLong(written));
    }

    private static Map<String, String> buildArguments(BuildRequest request, Optional<Instant> epoch) {
        Map<String, String> arguments = new LinkedHashMap<>(request.buildArguments());
        epoch.ifPresent(time -> arguments.put(EPOCH, Long.toString(time.getEpochSecond())));
        return arguments;
    }
}
