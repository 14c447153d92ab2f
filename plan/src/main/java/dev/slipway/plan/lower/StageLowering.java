package dev.slipway.plan.lower;

import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Word;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImagePath;
import dev.slipway.image.Platform;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.ImageTemplate;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import dev.slipway.plan.source.ResolvedImage;
import dev.slipway.plan.stage.BaseImages;
import dev.slipway.plan.stage.GlobalScope;
import dev.slipway.plan.stage.PlatformPair;
import dev.slipway.plan.stage.StageInstruction;
import dev.slipway.plan.stage.StageNode;
import dev.slipway.plan.stage.StageTable;
import dev.slipway.plan.stage.TreeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lowers the stages that a target needs into one graph, for one platform. Used once, by one thread. */
public final class StageLowering implements TreeSources {
    private final Parts parts;
    private final Map<Integer, LoweredStage> lowered = new HashMap<>();
    private final GraphAssembly graph = new GraphAssembly();

    public StageLowering(Parts parts) {
        this.parts = parts;
    }

    /**
     * What lowering works on.
     *
     * @param images every image that the target needs, resolved
     * @param shownPlatform in builds for several platforms
     */
    public record Parts(
            StageTable table,
            BaseImages images,
            GlobalScope globals,
            BuildSettings settings,
            ContextTrees contexts,
            PlatformPair platforms,
            Optional<Platform> shownPlatform) {}

    /** The target's graph. */
    public BuildGraph lower(int target) {
        LoweredStage stage = stage(target);
        Map<String, String> labels =
                new LinkedHashMap<>(parts.settings().request().image().labels());
        labels.forEach(stage.config()::label);
        ImageConfig base = stage.base();
        ImageConfig config = new ImageConfig(
                parts.platforms().explicit() ? parts.platforms().target() : base.platform(),
                Optional.empty(),
                stage.config().author(),
                stage.config().runtime(),
                base.diffIds(),
                base.history());
        return graph.finish(
                stage.root(),
                new ImageTemplate(config, stage.history()),
                parts.table().source());
    }

    private LoweredStage stage(int index) {
        LoweredStage known = lowered.get(index);
        if (known == null) {
            known = lower(parts.table().node(index));
            lowered.put(index, known);
        }
        return known;
    }

    private LoweredStage lower(StageNode node) {
        StepNames names = new StepNames(node, parts.shownPlatform());
        boolean ignoreCache =
                parts.settings().ignoresCache(node.stage().name(), node.stage().index());
        StageState stage = new StageState(start(node, names), node, graph, names, ignoreCache);
        for (StageInstruction instruction : node.instructions()) {
            stage.begin(instruction);
            dispatch(instruction.instruction(), stage);
        }
        return new LoweredStage(stage.root(), stage.base(), stage.config, stage.scope, stage.history());
    }

    private void dispatch(Instruction instruction, StageState stage) {
        ConfigInstructions config = new ConfigInstructions(stage);
        switch (instruction) {
            case Instruction.Run run -> new RunLowering(stage, this, parts.settings()).lower(run);
            case Instruction.Copy copy -> TransferLowering.lower(copy, stage, this);
            case Instruction.Add add -> TransferLowering.lower(add, stage, this);
            case Instruction.Workdir workdir -> WorkdirLowering.lower(workdir, stage);
            case Instruction.Arg arg ->
                ArgLowering.lower(arg, stage, parts.globals(), parts.settings().buildArguments());
            case Instruction.Env env -> config.env(env);
            case Instruction.Label label -> config.label(label);
            case Instruction.User user -> config.user(user);
            case Instruction.Cmd cmd -> config.cmd(cmd);
            case Instruction.Entrypoint entrypoint -> config.entrypoint(entrypoint);
            case Instruction.Expose expose -> config.expose(expose);
            case Instruction.Volume volume -> config.volume(volume);
            case Instruction.StopSignal stop -> config.stopSignal(stop);
            case Instruction.Shell shell -> config.shell(shell);
            case Instruction.Healthcheck check -> config.healthcheck(check);
            case Instruction.Onbuild onbuild -> config.onbuild(onbuild);
            case Instruction.Maintainer maintainer -> config.maintainer(maintainer);
            case Instruction.From from -> throw new IllegalStateException("a FROM inside a stage: " + from);
        }
    }

    private StageState.Start start(StageNode node, StepNames names) {
        return switch (node.base()) {
            case TreeRef.OfStage(int index) -> {
                LoweredStage base = stage(index);
                ConfigFold config = base.config().child();
                yield new StageState.Start(
                        base.root(),
                        base.base(),
                        config,
                        base.scope().child(config.environment()),
                        base.history(),
                        parts.table().source());
            }
            case TreeRef.Empty() -> empty(scratch(node), List.of());
            case TreeRef.OfImage image -> image(node, image, names);
            case TreeRef.OfContext context -> files(node, context, names);
        };
    }

    private StageState.Start empty(Vertex root, List<ImageTemplate.HistoryStep> history) {
        ConfigFold config = ConfigFold.empty();
        return new StageState.Start(
                root,
                ImageConfig.scratch(parts.platforms().target()),
                config,
                Scope.of(config.environment()),
                history,
                parts.table().source());
    }

    private Vertex scratch(StageNode node) {
        return graph.add(new Op.Scratch(), List.of(), fromNotes(node, "[internal] empty"));
    }

    private StageState.Start image(StageNode node, TreeRef.OfImage reference, StepNames names) {
        ResolvedImage image = parts.images()
                .get(reference, node.platform().orElse(parts.platforms().target()));
        String shown = names.next("FROM " + ImageNames.of(image), false);
        Vertex root = image.layers().isEmpty()
                ? scratch(node)
                : graph.add(new Op.Image(image), List.of(), fromNotes(node, shown));
        ConfigFold config = ConfigFold.from(image.config());
        return new StageState.Start(
                root,
                image.config(),
                config,
                Scope.of(config.environment()),
                List.of(),
                parts.table().source());
    }

    /** A stage that starts from a named context of files: these become its first layer. */
    private StageState.Start files(StageNode node, TreeRef.OfContext context, StepNames names) {
        FileAction copy = new FileAction.Copy(
                1,
                List.of(new FileAction.Source(
                        "", Optional.empty(), node.stage().from().image().span().toString())),
                new FileAction.Destination(ImagePath.ROOT, true),
                new FileAction.CopyRules(FileAction.Placement.DEFAULT, false, Exclusions.NONE),
                FileAction.Unpack.NEVER);
        Vertex root = graph.add(
                new Op.FileOp(List.of(copy)),
                List.of(scratch(node), contextTree(context)),
                fromNotes(node, names.next("FROM " + context.name(), false)));
        return empty(
                root,
                List.of(new ImageTemplate.HistoryStep(
                        Optional.of(root.digest()),
                        "COPY --from=" + context.name() + " / / # buildkit",
                        StageState.COMMENT)));
    }

    private VertexNotes fromNotes(StageNode node, String name) {
        String place = node.label() + "#0";
        return new VertexNotes(
                name,
                place,
                Optional.of(node.label()),
                List.of(node.stage().from().span()),
                false);
    }

    @Override
    public Vertex find(StageState stage, Word from, String what) {
        return switch (parts.table().reference(stage.node, stage.current(), from, what)) {
            case TreeRef.OfStage(int index) -> stage(index).root();
            case TreeRef.Empty() -> stage.helper(new Op.Scratch(), List.of(), "[internal] empty", "empty");
            case TreeRef.OfContext context -> contextTree(context);
            case TreeRef.OfImage reference -> {
                ResolvedImage image =
                        parts.images().get(reference, parts.platforms().target());
                Op op = image.layers().isEmpty() ? new Op.Scratch() : new Op.Image(image);
                String name = ImageNames.of(image);
                VertexNotes notes = new VertexNotes(
                        "FROM " + name,
                        "image:" + ImageNames.unpinned(image),
                        Optional.empty(),
                        new ArrayList<>(List.of(stage.current().shown())),
                        false);
                yield graph.add(op, List.of(), notes);
            }
        };
    }

    private Vertex contextTree(TreeRef.OfContext context) {
        return parts.contexts().named(graph, context);
    }

    @Override
    public Vertex mainContext(StageState stage, Span span) {
        return parts.contexts()
                .main(graph)
                .orElseThrow(() -> new PlanException(
                        PlanException.Code.NO_CONTEXT,
                        new PlanException.Position(stage.current().source(), span),
                        "cannot read from the build context: the build has none (expected: a directory, URL or archive)",
                        Optional.of("name a directory on the command line, such as .")));
    }
}
