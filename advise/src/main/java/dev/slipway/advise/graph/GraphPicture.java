package dev.slipway.advise.graph;

import dev.slipway.advise.explain.StepGraph;
import dev.slipway.advise.explain.StepGraph.Kind;
import dev.slipway.advise.explain.StepGraph.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A step graph as stages that hold boxes, and arrows between boxes.
 *
 * @param columns stages in the order of the Dockerfile; what stands in no stage comes first, under no name
 * @param arrows from what is used to its user
 */
public record GraphPicture(List<Column> columns, List<Arrow> arrows) {
    private static final int LONGEST_TEXT = 60;

    public GraphPicture {
        columns = List.copyOf(columns);
        arrows = List.copyOf(arrows);
    }

    /** @param stage empty for what stands in none */
    public record Column(String stage, List<Box> boxes) {
        public Column {
            boxes = List.copyOf(boxes);
        }
    }

    /**
     * @param number of the step in its graph; -1 for the build context
     * @param line in the Dockerfile; 0 where it has none
     */
    public record Box(int number, String text, int line, Look look) {}

    /** How a box is drawn. */
    public enum Look {
        SOURCE,
        RUN,
        COPY,
        RESULT
    }

    /** @param root the user's root file system comes from there; else only files do */
    public record Arrow(int from, int to, boolean root) {}

    /** Everything that the graph's target needs. */
    public static GraphPicture of(StepGraph graph) {
        Map<String, List<Box>> stages = new LinkedHashMap<>();
        stages.put("", new ArrayList<>());
        List<Arrow> arrows = new ArrayList<>();
        boolean context = false;
        // Columns in the order of the file, which is not always that of the graph.
        graph.steps().stream()
                .sorted((one, other) ->
                        Integer.compare(one.label().line(), other.label().line()))
                .forEach(step ->
                        step.label().stage().ifPresent(stage -> stages.computeIfAbsent(stage, s -> new ArrayList<>())));
        for (Step step : graph.steps()) {
            if (isHidden(step)) {
                continue;
            }
            stages.computeIfAbsent(step.label().stage().orElse(""), stage -> new ArrayList<>())
                    .add(box(step, graph.result()));
            for (int i = 0; i < step.inputs().size(); i++) {
                int input = step.inputs().get(i);
                if (input >= 0 && !isHidden(graph.steps().get(input))) {
                    arrows.add(new Arrow(input, step.number(), i == 0));
                }
            }
            if (!step.reads().isEmpty()) {
                context = true;
                arrows.add(new Arrow(-1, step.number(), false));
            }
        }
        if (context) {
            stages.get("").addFirst(new Box(-1, "build context", 0, Look.SOURCE));
        }
        List<Column> columns = new ArrayList<>();
        stages.forEach((stage, boxes) -> {
            if (!boxes.isEmpty()) {
                columns.add(new Column(stage, boxes));
            }
        });
        return new GraphPicture(columns, arrows.stream().distinct().toList());
    }

    /** The empty file system that a linked copy is made on says nothing to anybody. */
    private static boolean isHidden(Step step) {
        return step.kind() == Kind.SOURCE && step.label().name().startsWith("[internal] empty");
    }

    private static Box box(Step step, int result) {
        String text = step.label().text().replaceAll("\\s+", " ");
        Look look = step.number() == result
                ? Look.RESULT
                : switch (step.kind()) {
                    case SOURCE, FETCH -> Look.SOURCE;
                    case RUN -> Look.RUN;
                    case FILE, MERGE -> Look.COPY;
                };
        return new Box(step.number(), shorten(text), step.label().line(), look);
    }

    private static String shorten(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_TEXT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT - 1)) + "…";
    }
}
