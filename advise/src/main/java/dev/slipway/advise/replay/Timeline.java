package dev.slipway.advise.replay;

import dev.slipway.advise.explain.ContextSelection;
import dev.slipway.advise.explain.StepGraph;
import dev.slipway.advise.replay.History.Delta;
import dev.slipway.advise.replay.History.Inputs;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.plan.PlanException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A history with the step graph of each moment, and what each selection held at each. Moment 0 is before the first commit. */
final class Timeline {
    private final History history;
    private final List<Optional<StepGraph>> graphs = new ArrayList<>();
    private final Map<ContextSelection, long[]> series = new HashMap<>();
    private final Map<Inputs, Optional<StepGraph>> planned = new HashMap<>();
    private Optional<RuntimeException> lastFault = Optional.empty();
    private int faults;

    /** @param planner makes a graph of a Dockerfile and an ignore file */
    Timeline(History history, Function<Inputs, StepGraph> planner) {
        this.history = history;
        graphs.add(graph(history.firstInputs(), planner));
        for (History.Commit commit : history.commits()) {
            Optional<StepGraph> graph = graph(commit.inputs(), planner);
            faults += graph.isEmpty() ? 1 : 0;
            graphs.add(graph);
        }
    }

    /** A commit may hold a Dockerfile that does not parse: then it builds nothing. */
    private Optional<StepGraph> graph(Inputs inputs, Function<Inputs, StepGraph> planner) {
        return planned.computeIfAbsent(inputs, key -> {
            if (key.dockerfile().isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(planner.apply(key));
            } catch (DockerfileException | PlanException e) {
                lastFault = Optional.of(e);
                return Optional.empty();
            }
        });
    }

    History history() {
        return history;
    }

    /** One more than commits. */
    int moments() {
        return graphs.size();
    }

    Optional<StepGraph> graph(int moment) {
        return graphs.get(moment);
    }

    /** The newest that could be planned. */
    Optional<StepGraph> newest() {
        return graphs.reversed().stream().flatMap(Optional::stream).findFirst();
    }

    /** Commits that could not be planned. */
    int faults() {
        return faults;
    }

    Optional<RuntimeException> lastFault() {
        return lastFault;
    }

    /** Every graph of the history changed in the same way; the selections are shared with this one. */
    List<Optional<StepGraph>> changed(UnaryOperator<StepGraph> change) {
        Map<StepGraph, Optional<StepGraph>> made = new IdentityHashMap<>();
        return graphs.stream()
                .map(graph ->
                        graph.flatMap(known -> made.computeIfAbsent(known, old -> Optional.of(change.apply(old)))))
                .toList();
    }

    List<Optional<StepGraph>> graphs() {
        return graphs;
    }

    /**
     * A number for each moment that stands for what the selection holds: the sum over its entries, so that a commit costs
     * as much as it changed.
     */
    long[] contents(ContextSelection selection) {
        return series.computeIfAbsent(selection, this::play);
    }

    private long[] play(ContextSelection selection) {
        long[] values = new long[moments()];
        values[0] = apply(selection, history.first(), 0);
        for (int i = 1; i < values.length; i++) {
            values[i] = apply(selection, history.commits().get(i - 1).changes(), values[i - 1]);
        }
        return values;
    }

    private static long apply(ContextSelection selection, List<Delta> deltas, long value) {
        long now = value;
        for (Delta delta : deltas) {
            if (selection.context().equals(delta.context()) && selection.selects(delta.path(), delta.directory())) {
                now += Hashes.entry(delta.key(), delta.after()) - Hashes.entry(delta.key(), delta.before());
            }
        }
        return now;
    }
}
