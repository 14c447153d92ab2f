package dev.slipway.advise.check;

import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.expand.WordExpander;
import dev.slipway.dockerfile.syntax.SyntaxNode;
import dev.slipway.dockerfile.syntax.SyntaxNode.InstructionNode;
import dev.slipway.dockerfile.syntax.SyntaxTree;
import dev.slipway.image.Platform;
import dev.slipway.plan.stage.GlobalScope;
import dev.slipway.plan.stage.PlatformPair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What many rules need of a Dockerfile, worked out once for all of them. Safe for many threads. */
public final class DockerfileView {
    private final CheckInput input;
    private final SyntaxTree tree;
    private final Map<Integer, InstructionNode> nodes = new HashMap<>();
    private final WordExpander expander;
    private final Optional<GlobalScope> globals;
    private final List<StageView> stages = new ArrayList<>();
    private final Map<Integer, Optional<KnownBases.Base>> bases = new ConcurrentHashMap<>();
    private @Nullable StagePaths paths;

    private DockerfileView(CheckInput input) {
        this.input = input;
        Dockerfile dockerfile = input.dockerfile();
        this.tree = dockerfile.tree();
        for (SyntaxNode node : tree.nodes()) {
            if (node instanceof InstructionNode instruction) {
                nodes.put(instruction.span().startLine(), instruction);
            }
        }
        this.expander = new WordExpander(dockerfile.source(), dockerfile.escape());
        this.globals = globalScope(input.buildArguments());
        dockerfile.stages().forEach(stage -> stages.add(view(stage)));
    }

    public static DockerfileView of(CheckInput input) {
        return new DockerfileView(input);
    }

    public CheckInput input() {
        return input;
    }

    public Dockerfile dockerfile() {
        return input.dockerfile();
    }

    public SourceText source() {
        return input.dockerfile().source();
    }

    public SyntaxTree tree() {
        return tree;
    }

    public List<StageView> stages() {
        return List.copyOf(stages);
    }

    /** The same as paths, with what commands install; worked out when first asked for. */
    public synchronized StagePaths paths() {
        StagePaths known = paths;
        if (known == null) {
            known = new StagePaths(this);
            paths = known;
        }
        return known;
    }

    /** The image that a stage stands on in the end, where its config is at hand. */
    public Optional<KnownBases.Base> base(StageView stage) {
        StageView root = stage;
        while (root.parent().isPresent()) {
            root = root.parent().get();
        }
        return bases.computeIfAbsent(root.stage().index(), input.bases()::of);
    }

    /** All steps of all stages, triggers included. */
    public Stream<Step> steps() {
        return stages.stream().flatMap(stage -> stage.steps().stream());
    }

    public WordExpander expander() {
        return expander;
    }

    /** The instruction's lines as written; a trigger has those of its ONBUILD. */
    public Optional<InstructionNode> node(Instruction instruction) {
        return Optional.ofNullable(nodes.get(instruction.span().startLine()));
    }

    /** Just the keyword of an instruction. */
    public static Span keyword(Instruction instruction) {
        Span span = instruction.span();
        int end = span.startColumn() + instruction.keyword().length() - 1;
        return new Span(span.startLine(), span.startColumn(), span.startLine(), end);
    }

    /** Arguments before the first FROM, with values given by the user; empty when a default cannot be expanded. */
    public Optional<GlobalScope> globals() {
        return globals;
    }

    /** The same with other values: those of no user give what the file says by itself. */
    public Optional<GlobalScope> globalScope(Map<String, String> buildArguments) {
        Platform platform = Platform.parse("linux/amd64");
        try {
            return Optional.of(GlobalScope.of(
                    input.dockerfile(),
                    buildArguments,
                    new PlatformPair(platform, platform, false),
                    input.target().orElse("")));
        } catch (DockerfileException e) {
            return Optional.empty();
        }
    }

    private StageView view(Stage stage) {
        String image = expanded(stage);
        Optional<StageView> parent = stages.reversed().stream()
                .filter(above -> !above.name().isEmpty() && above.name().equals(image.toLowerCase(Locale.ROOT)))
                .findFirst();
        List<Step> steps = new ArrayList<>();
        for (Instruction instruction : stage.instructions()) {
            steps.add(new Step(instruction, source(), false));
            if (instruction instanceof Instruction.Onbuild onbuild) {
                steps.add(new Step(onbuild.trigger(), source(), true));
            }
        }
        return new StageView(stage, parent, image, steps);
    }

    private String expanded(Stage stage) {
        String text = stage.from().image().text();
        if (globals.isEmpty()) {
            return text;
        }
        try {
            return expander.expand(stage.from().image(), globals.get()).value();
        } catch (DockerfileException e) {
            return text;
        }
    }
}
