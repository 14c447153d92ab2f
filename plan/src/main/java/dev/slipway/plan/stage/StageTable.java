package dev.slipway.plan.stage;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.plan.PlanException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The stages of a Dockerfile for one platform, and what refers to what. A FROM is read when its stage is needed, so
 * that a stage which nobody wants cannot stop a build. Not thread-safe.
 */
public final class StageTable {
    private final Dockerfile dockerfile;
    private final StageReader reader;
    private final SourceRefs references;
    private final List<Optional<StageNode>> nodes = new ArrayList<>();
    private final Set<Integer> triggered = new LinkedHashSet<>();

    public StageTable(Dockerfile dockerfile, GlobalScope globals, NamedContexts contexts, PlatformPair platforms) {
        this.dockerfile = dockerfile;
        this.references = new SourceRefs(dockerfile, contexts, platforms.target());
        this.reader = new StageReader(dockerfile, globals, contexts, platforms.target());
        dockerfile.stages().forEach(stage -> nodes.add(Optional.empty()));
    }

    /** Its name in any letter case, else its number. */
    public static Stage target(Dockerfile dockerfile, Optional<String> wanted) {
        List<Stage> stages = dockerfile.stages();
        if (wanted.isEmpty() || wanted.get().isEmpty()) {
            return stages.getLast();
        }
        String name = wanted.get();
        Optional<Stage> found = stages.reversed().stream()
                .filter(stage -> stage.name().equals(Optional.of(name.toLowerCase(Locale.ROOT))))
                .findFirst();
        return found.or(() -> numbered(stages, name)).orElseThrow(() -> unknownTarget(stages, name));
    }

    private static Optional<Stage> numbered(List<Stage> stages, String text) {
        return SourceRefs.number(text).filter(number -> number < stages.size()).map(stages::get);
    }

    private static PlanException unknownTarget(List<Stage> stages, String wanted) {
        List<String> names =
                stages.stream().flatMap(stage -> stage.name().stream()).toList();
        String expected = names.isEmpty()
                ? "a number below " + stages.size() + "; no stage has a name"
                : "one of " + String.join(", ", names);
        return new PlanException(
                PlanException.Code.UNKNOWN_TARGET,
                "cannot build target \"" + wanted + "\": there is no such stage (expected: " + expected + ")",
                Suggestion.hint(wanted, names));
    }

    public SourceText source() {
        return dockerfile.source();
    }

    /** The stage, its base looked up. */
    public StageNode node(int index) {
        Optional<StageNode> known = nodes.get(index);
        if (known.isPresent()) {
            return known.get();
        }
        StageNode read = reader.read(dockerfile.stages().get(index));
        if (read.base() instanceof TreeRef.OfStage(int base)) {
            read = read.withTriggers(declaredTriggers(base, read.stage().from().span()));
        }
        nodes.set(index, Optional.of(read));
        return read;
    }

    /** ONBUILD instructions of a stage run in every stage that starts from it. */
    private List<StageInstruction> declaredTriggers(int base, Span from) {
        List<StageInstruction> triggers = new ArrayList<>();
        for (Instruction instruction : dockerfile.stages().get(base).instructions()) {
            if (instruction instanceof Instruction.Onbuild onbuild) {
                triggers.add(Triggers.parse(
                        onbuild.triggerText(),
                        "ONBUILD at line " + instruction.span().startLine(),
                        from));
            }
        }
        return triggers;
    }

    /**
     * Adds the ONBUILD triggers of the image that a stage starts from, once.
     *
     * @return whether instructions were added, which may refer to more stages and images
     */
    public boolean addTriggers(int index, List<String> texts) {
        if (!triggered.add(index) || texts.isEmpty()) {
            return false;
        }
        StageNode node = node(index);
        Span from = node.stage().from().span();
        String name = "ONBUILD of " + node.stage().from().image().text();
        nodes.set(
                index,
                Optional.of(node.withTriggers(texts.stream()
                        .map(text -> Triggers.parse(text, name, from))
                        .toList())));
        return true;
    }

    /** What COPY --from, or each {@code --mount} with a {@code from}, refers to; in order, for instructions of the stage. */
    public List<TreeRef> references(StageNode node, StageInstruction instruction) {
        return switch (instruction.instruction()) {
            case Instruction.Copy copy ->
                copy.flags().from().stream()
                        .map(word -> reference(node, instruction, word, "COPY --from"))
                        .toList();
            case Instruction.Run run ->
                run.mounts().stream()
                        .flatMap(mount -> mountFrom(mount).stream())
                        .map(word -> reference(node, instruction, word, "RUN --mount from"))
                        .toList();
            default -> List.of();
        };
    }

    /** The {@code from} of a mount; the last one counts. */
    public static Optional<Word> mountFrom(MountFlag mount) {
        return mount.options().reversed().stream()
                .filter(option -> option.key().equals("from") && !option.value().isEmpty())
                .findFirst()
                .map(option -> new Word(option.value(), option.span()));
    }

    /** What {@code word} of an instruction in {@code node} refers to. */
    public TreeRef reference(StageNode node, StageInstruction instruction, Word word, String what) {
        TreeRef found = references.find(node.stage().index(), instruction, word, what);
        // A replaced stage that is only copied from need not become a snapshot first.
        return found instanceof TreeRef.OfStage(int index)
                        && node(index).replaced()
                        && node(index).base() instanceof TreeRef.OfContext context
                ? context
                : found;
    }

    /** The stages that {@code target} needs, itself included, in file order. */
    public SequencedSet<Integer> reachable(int target) {
        TreeSet<Integer> found = new TreeSet<>();
        visit(target, found);
        return found;
    }

    private void visit(int index, TreeSet<Integer> found) {
        if (!found.add(index)) {
            return;
        }
        StageNode node = node(index);
        if (node.base() instanceof TreeRef.OfStage(int base)) {
            visit(base, found);
        }
        for (StageInstruction instruction : node.instructions()) {
            for (TreeRef reference : references(node, instruction)) {
                if (reference instanceof TreeRef.OfStage(int other)) {
                    visit(other, found);
                }
            }
        }
    }
}
