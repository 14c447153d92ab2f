package dev.slipway.advise.replay;

import dev.slipway.advise.explain.ContextSelection;
import dev.slipway.advise.explain.StepGraph;
import dev.slipway.advise.explain.StepGraph.Kind;
import dev.slipway.advise.explain.StepGraph.Label;
import dev.slipway.advise.explain.StepGraph.Step;
import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A step graph being rearranged. Used once. */
final class GraphEdit {
    private final StepGraph graph;
    private final List<Node> nodes = new ArrayList<>();
    private Optional<Node> joined = Optional.empty();

    /** A step whose inputs can be replaced. */
    static final class Node {
        private final Step step;
        private final List<Optional<Node>> inputs = new ArrayList<>();

        private Node(Step step) {
            this.step = step;
        }

        Step step() {
            return step;
        }
    }

    GraphEdit(StepGraph graph) {
        this.graph = graph;
        for (Step step : graph.steps()) {
            Node node = new Node(step);
            for (int input : step.inputs()) {
                node.inputs.add(input < 0 ? Optional.empty() : Optional.of(nodes.get(input)));
            }
            nodes.add(node);
        }
    }

    Node node(Step step) {
        return nodes.get(step.number());
    }

    /** Puts {@code moved} on top of {@code below}, and what stood on {@code moved} on what it stood on. */
    void moveAbove(Node moved, Node below) {
        Optional<Node> root = moved.inputs.getFirst();
        for (Node node : nodes) {
            if (node != moved && !node.inputs.isEmpty() && isIn(node.inputs.getFirst(), moved)) {
                node.inputs.set(0, root);
            }
        }
        for (Node node : nodes) {
            if (node != moved) {
                node.inputs.replaceAll(input -> isIn(input, below) ? Optional.of(moved) : input);
            }
        }
        moved.inputs.set(0, Optional.of(below));
    }

    /** A new copy of some of the context's files, between {@code above} and what that stands on. */
    void insertBelow(Node above, String text, List<ContextSelection> reads) {
        Step like = above.step;
        Node made = new Node(new Step(
                -1,
                Kind.FILE,
                new Label(
                        like.label().place() + "/split",
                        text,
                        like.label().stage(),
                        like.label().line()),
                form(text),
                List.of(),
                reads));
        made.inputs.add(above.inputs.getFirst());
        above.inputs.set(0, Optional.of(made));
        nodes.add(made);
    }

    /**
     * Gives a step a stage of its own on {@code base}; where it stood, its result is copied.
     *
     * @param base what it still stands on
     */
    void ownStage(Node apart, Node base) {
        Label label = apart.step.label();
        // Without the step's own words, by which it may be given a cost.
        String text = "COPY of a stage's result";
        Node join = new Node(new Step(
                -1,
                Kind.FILE,
                new Label(label.place() + "/join", text, label.stage(), label.line()),
                form(text + label.place() + label.text()),
                List.of(),
                List.of()));
        for (Node node : nodes) {
            node.inputs.replaceAll(input -> isIn(input, apart) ? Optional.of(join) : input);
        }
        join.inputs.add(apart.inputs.getFirst());
        join.inputs.add(Optional.of(apart));
        apart.inputs.set(0, Optional.of(base));
        nodes.add(join);
        if (apart.step.number() == graph.result()) {
            joined = Optional.of(join);
        }
    }

    private static boolean isIn(Optional<Node> input, Node node) {
        return input.isPresent() && input.get() == node;
    }

    private static Digest form(String text) {
        return Digest.of(("edit " + text).getBytes(StandardCharsets.UTF_8));
    }

    /** The graph, in an order in which inputs come first. */
    StepGraph finish() {
        Map<Node, Integer> numbers = new IdentityHashMap<>();
        List<Step> steps = new ArrayList<>();
        nodes.forEach(node -> place(node, numbers, steps));
        Node result = joined.orElse(nodes.get(graph.result()));
        return new StepGraph(steps, numbers.getOrDefault(result, steps.size() - 1), graph.dockerfile());
    }

    private static void place(Node node, Map<Node, Integer> numbers, List<Step> steps) {
        if (numbers.containsKey(node)) {
            return;
        }
        node.inputs.forEach(input -> input.ifPresent(known -> place(known, numbers, steps)));
        Step step = node.step;
        List<Integer> inputs = node.inputs.stream()
                .map(input ->
                        input.map(known -> numbers.getOrDefault(known, -1)).orElse(-1))
                .toList();
        numbers.put(node, steps.size());
        steps.add(new Step(steps.size(), step.kind(), step.label(), step.form(), inputs, step.reads()));
    }
}
