package dev.slipway.plan.lower;

import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.expand.WordExpander;
import dev.slipway.image.ImageConfig;
import dev.slipway.plan.graph.ImageTemplate.HistoryStep;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import dev.slipway.plan.stage.StageInstruction;
import dev.slipway.plan.stage.StageNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stage while its instructions are lowered one after the other: root file system, config, variables, history. */
final class StageState {
    static final String COMMENT = "buildkit.dockerfile.v0";

    final StageNode node;
    final ConfigFold config;
    final Scope scope;
    private final GraphAssembly graph;
    private final StepNames names;
    private final boolean ignoreCache;
    private final List<HistoryStep> history = new ArrayList<>();
    private final ImageConfig base;
    private Vertex root;
    private StageInstruction current;
    private int ordinal;

    /** @param base the image at the bottom, with its history and layers */
    StageState(Start start, StageNode node, GraphAssembly graph, StepNames names, boolean ignoreCache) {
        this.node = node;
        this.graph = graph;
        this.names = names;
        this.ignoreCache = ignoreCache;
        this.base = start.base();
        this.config = start.config();
        this.scope = start.scope();
        this.root = start.root();
        this.history.addAll(start.history());
        this.current = new StageInstruction(
                node.stage().from(), start.source(), node.stage().from().span(), false, '\\');
    }

    /** Where a stage begins. */
    record Start(
            Vertex root,
            ImageConfig base,
            ConfigFold config,
            Scope scope,
            List<HistoryStep> history,
            dev.slipway.dockerfile.SourceText source) {}

    /** Turns to the next instruction. */
    void begin(StageInstruction instruction) {
        current = instruction;
    }

    Faults faults() {
        return new Faults(current.source());
    }

    /** Quotes and variables replaced. */
    String expand(Word word) {
        return expander().expand(word, scope).value();
    }

    WordExpander expander() {
        return new WordExpander(current.source(), current.escape());
    }

    StageInstruction current() {
        return current;
    }

    Vertex root() {
        return root;
    }

    ImageConfig base() {
        return base;
    }

    List<HistoryStep> history() {
        return history;
    }

    /** The stage's next numbered step; the root file system is its result from here on. */
    Vertex step(Op op, List<Vertex> inputs, String shown, String createdBy) {
        ordinal++;
        root = graph.add(op, inputs, notes(names.next(shown, current.trigger()), ""));
        history.add(new HistoryStep(Optional.of(root.digest()), createdBy, COMMENT));
        return root;
    }

    /** The second half of a linked copy: not a step of its own to history. */
    Vertex linked(Op copy, Op merge, List<Vertex> inputs, StepLabels text) {
        List<Vertex> copyInputs = new ArrayList<>(inputs);
        copyInputs.set(0, helper(new Op.Scratch(), List.of(), "[internal] empty", "empty"));
        ordinal++;
        String name = names.next(text.shown(), current.trigger());
        Vertex layer = graph.add(copy, copyInputs, notes(name, "/copy"));
        root = graph.add(merge, List.of(root, layer), notes(names.link(text.shown(), current.trigger()), ""));
        history.add(new HistoryStep(Optional.of(root.digest()), text.createdBy(), COMMENT));
        return root;
    }

    /**
     * @param shown as progress names it
     * @param createdBy as history names it
     */
    record StepLabels(String shown, String createdBy) {}

    /** Work beside the stage's root that a step of it needs; {@code suffix} tells such work apart. */
    Vertex helper(Op op, List<Vertex> inputs, String name, String suffix) {
        // Counted with the step that is being prepared, whose number is not taken yet.
        String place = node.label() + "#" + (ordinal + 1) + "/" + suffix;
        return graph.add(op, inputs, new VertexNotes(name, place, Optional.of(node.label()), spans(), ignoreCache));
    }

    private VertexNotes notes(String name, String suffix) {
        String place = node.label() + "#" + ordinal + suffix;
        return new VertexNotes(name, place, Optional.of(node.label()), spans(), ignoreCache);
    }

    private List<dev.slipway.dockerfile.Span> spans() {
        return List.of(current.shown());
    }

    /** An instruction that changes nothing but the config. */
    void record(String createdBy) {
        history.add(new HistoryStep(Optional.empty(), createdBy, COMMENT));
    }
}
