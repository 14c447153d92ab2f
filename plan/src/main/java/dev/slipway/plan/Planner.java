package dev.slipway.plan;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
        this.epoch = epoch(request);
        this.settings = new BuildSettings(request, buildArguments(request, epoch));
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
        return new BuildPlan(graphs, isMultiPlatform(), epoch, warnings(), dockerfile);
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
    private static Optional<Instant> epoch(BuildRequest request) {
        String written = request.buildArguments().getOrDefault(EPOCH, "");
        if (written.isEmpty()) {
            return request.image().sourceDateEpoch();
        }
        boolean seconds = written.length() < 12 && written.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!seconds) {
            throw PlanException.badValue(
                    "build argument " + EPOCH + "=\"" + written + "\"", "seconds since 1970-01-01T00:00:00Z");
        }
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(written)));
    }

    private static Map<String, String> buildArguments(BuildRequest request, Optional<Instant> epoch) {
        Map<String, String> arguments = new LinkedHashMap<>(request.buildArguments());
        epoch.ifPresent(time -> arguments.put(EPOCH, Long.toString(time.getEpochSecond())));
        return arguments;
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Set<String> declared = new LinkedHashSet<>();
        Stream.concat(
                        dockerfile.globalArguments().stream(),
                        dockerfile.stages().stream()
                                .flatMap(stage -> stage.instructions().stream())
                                .filter(Instruction.Arg.class::isInstance)
                                .map(Instruction.Arg.class::cast))
                .flatMap(argument -> argument.arguments().stream())
                .map(KeyValue::key)
                .forEach(key -> declared.add(key.text()));
        for (String name : request.buildArguments().keySet()) {
            if (!declared.contains(name) && !BuildSettings.isPredefined(name)) {
                warnings.add("build argument \"" + name + "\" is not used: no ARG declares it"
                        + dev.slipway.dockerfile.Suggestion.closest(name, declared)
                                .map(near -> "; did you mean \"" + near + "\"?")
                                .orElse(""));
            }
        }
        for (String filter : request.cache().noCacheFilter()) {
            boolean known = dockerfile.stages().stream()
                    .anyMatch(stage ->
                            stage.name().filter(filter::equalsIgnoreCase).isPresent()
                                    || filter.equals(Integer.toString(stage.index())));
            if (!known) {
                warnings.add("--no-cache-filter \"" + filter + "\" names no stage");
            }
        }
        return warnings;
    }
}
