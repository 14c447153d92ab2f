package dev.slipway.advise.replay;

import dev.slipway.advise.explain.ContextSelection;
import dev.slipway.advise.explain.StepGraph;
import dev.slipway.advise.explain.StepGraph.Kind;
import dev.slipway.advise.explain.StepGraph.Step;
import dev.slipway.plan.graph.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Other orders of a stage's steps: a copy below what does not need it, split where lists are needed, a stage apart. */
final class OrderMoves {
    private OrderMoves() {}

    static List<Move> of(StepGraph graph, java.util.function.Predicate<ContextSelection> holdsSomething) {
        List<Move> moves = new ArrayList<>();
        for (List<Step> chain : chains(graph)) {
            for (int i = 0; i < chain.size(); i++) {
                Step step = chain.get(i);
                if (step.kind() != Kind.RUN) {
                    below(graph, chain, i, holdsSomething).ifPresent(moves::add);
                } else {
                    apart(chain, i).ifPresent(moves::add);
                }
            }
        }
        return moves;
    }

    /** The numbered steps of each stage, first to last. */
    private static List<List<Step>> chains(StepGraph graph) {
        Map<String, List<Step>> stages = new LinkedHashMap<>();
        for (Step step : graph.steps()) {
            String place = step.label().place();
            boolean numbered = place.matches(".*#[1-9][0-9]*");
            if (numbered && !step.inputs().isEmpty() && step.kind() != Kind.SOURCE) {
                stages.computeIfAbsent(step.label().stage().orElse(""), stage -> new ArrayList<>())
                        .add(step);
            }
        }
        return List.copyOf(stages.values());
    }

    /** What a copy of the context reads; that of a linked one stands in the step below the merge. */
    private static List<ContextSelection> reads(StepGraph graph, Step copy) {
        return copy.kind() == Kind.MERGE
                ? graph.steps().get(copy.inputs().getLast()).reads()
                : copy.reads();
    }

    private static Optional<Move> below(
            StepGraph graph, List<Step> chain, int at, java.util.function.Predicate<ContextSelection> holdsSomething) {
        Step copy = chain.get(at);
        List<ContextSelection> reads = reads(graph, copy);
        // A copy from a named context is left where it is: what it brings is mostly what the steps below are for.
        if (reads.isEmpty() || reads.stream().anyMatch(read -> !read.context().equals(ContextSelection.MAIN))) {
            return Optional.empty();
        }
        Optional<Step> last = Optional.empty();
        Set<RunNeeds.Tool> tools = new LinkedHashSet<>();
        for (Step next : chain.subList(at + 1, chain.size())) {
            if (next.kind() != Kind.RUN) {
                continue;
            }
            Optional<RunNeeds.Tool> tool = RunNeeds.lists(next);
            boolean listed = tool.isPresent()
                    && reads.stream().anyMatch(read -> holdsSomething.test(read.only(matcher(tool.get()))));
            if (listed) {
                tools.add(tool.get());
            } else if (!RunNeeds.isFree(next, copy)) {
                break;
            }
            last = Optional.of(next);
        }
        if (last.isEmpty()) {
            return Optional.empty();
        }
        String target = last.get().label().place();
        String source = copy.label().place();
        String to = "line " + last.get().label().line() + " (" + shorten(last.get()) + ")";
        if (tools.isEmpty()) {
            return Optional.of(new Move(
                    "move-below",
                    copy.label().line(),
                    "move " + shorten(copy) + " below " + to,
                    "the steps up to there do not read what it copies",
                    changed -> rearranged(changed, source, target, List.of())));
        }
        List<PathMatcher> lists = tools.stream().map(OrderMoves::matcher).toList();
        return Optional.of(new Move(
                "split-copy",
                copy.label().line(),
                "copy only "
                        + String.join(
                                " ", tools.stream().map(RunNeeds.Tool::shown).toList()) + " here, and the rest of "
                        + shorten(copy) + " below " + to,
                "the steps up to there read nothing but these files",
                changed -> rearranged(changed, source, target, lists)));
    }

    private static PathMatcher matcher(RunNeeds.Tool tool) {
        return new PathMatcher() {
            @Override
            public boolean matches(String path) {
                return tool.files().matcher(path).find();
            }

            @Override
            public String pattern() {
                return tool.files().pattern();
            }
        };
    }

    private static StepGraph rearranged(StepGraph graph, String copy, String below, List<PathMatcher> lists) {
        Optional<Step> moved = at(graph, copy);
        Optional<Step> target = at(graph, below);
        if (moved.isEmpty()
                || target.isEmpty()
                || moved.get().kind() == Kind.RUN
                || target.get().kind() != Kind.RUN
                || reads(graph, moved.get()).isEmpty()
                || !stands(graph, target.get(), moved.get())) {
            return graph;
        }
        GraphEdit edit = new GraphEdit(graph);
        if (!lists.isEmpty()) {
            List<ContextSelection> reads = reads(graph, moved.get()).stream()
                    .flatMap(read -> lists.stream().map(read::only))
                    .toList();
            edit.insertBelow(
                    edit.node(moved.get()),
                    "COPY lists of " + moved.get().label().text(),
                    reads);
        }
        edit.moveAbove(edit.node(moved.get()), edit.node(target.get()));
        return edit.finish();
    }

    private static Optional<Step> at(StepGraph graph, String place) {
        return graph.steps().stream()
                .filter(step -> step.label().place().equals(place))
                .findFirst();
    }

    /** Whether {@code lower} is among the roots of {@code upper}. */
    private static boolean stands(StepGraph graph, Step upper, Step lower) {
        Step step = upper;
        while (!step.inputs().isEmpty() && step.inputs().getFirst() >= 0) {
            step = graph.steps().get(step.inputs().getFirst());
            if (step.number() == lower.number()) {
                return true;
            }
        }
        return false;
    }

    /**
     * A RUN that needs nothing of the copies before it could stand beside them, with what was installed before. Steps in
     * between that use the copies, or build what they cloned, are passed over: they are named in the condition.
     */
    private static Optional<Move> apart(List<Step> chain, int at) {
        Step run = chain.get(at);
        int lowest = at;
        List<String> passed = new ArrayList<>();
        List<String> pending = new ArrayList<>();
        for (int i = at - 1; i >= 0; i--) {
            Step step = chain.get(i);
            if (step.kind() != Kind.RUN) {
                if (!RunNeeds.isFree(run, step)) {
                    break;
                }
                lowest = i;
                passed.addAll(pending);
                pending.clear();
            } else if (isTool(chain, i)) {
                break;
            } else {
                pending.add(Integer.toString(step.label().line()));
            }
        }
        // Beside nothing there is nothing to gain; the first of a stage is apart already.
        if (lowest == at || at == chain.size() - 1 && passed.isEmpty()) {
            return Optional.empty();
        }
        String place = run.label().place();
        String first = chain.get(lowest).label().place();
        String between = passed.isEmpty()
                ? ""
                : " nor what line" + (passed.size() > 1 ? "s " : " ") + String.join(", ", passed.reversed())
                        + (passed.size() > 1 ? " make" : " makes");
        return Optional.of(new Move(
                "own-stage",
                run.label().line(),
                "give " + shorten(run) + " a stage of its own that starts where line "
                        + chain.get(lowest).label().line() + " starts, and copy its result from there",
                "it does not need what the steps from there on copy" + between
                        + ", and its result is files that can be copied",
                changed -> separated(changed, place, first)));
    }

    /** An install that uses no copy before it brings what later steps may need. */
    private static boolean isTool(List<Step> chain, int at) {
        Step run = chain.get(at);
        return RunNeeds.installs(run)
                && chain.subList(0, at).stream()
                        .filter(step -> step.kind() != Kind.RUN)
                        .allMatch(copy -> RunNeeds.isFree(run, copy));
    }

    private static StepGraph separated(StepGraph graph, String place, String lowest) {
        Optional<Step> run = at(graph, place);
        Optional<Step> first = at(graph, lowest);
        if (run.isEmpty()
                || first.isEmpty()
                || run.get().kind() != Kind.RUN
                || first.get().inputs().isEmpty()
                || first.get().inputs().getFirst() < 0
                || !stands(graph, run.get(), first.get())) {
            return graph;
        }
        GraphEdit edit = new GraphEdit(graph);
        Step base = graph.steps().get(first.get().inputs().getFirst());
        edit.ownStage(edit.node(run.get()), edit.node(base));
        return edit.finish();
    }

    private static String shorten(Step step) {
        String text = step.label().text().replaceAll("\\s+", " ");
        return "\"" + (text.length() > 60 ? text.substring(0, 59) + "…" : text) + "\"";
    }
}
