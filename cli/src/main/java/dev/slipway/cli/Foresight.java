package dev.slipway.cli;

import dev.slipway.advise.explain.ArgumentChange;
import dev.slipway.advise.explain.ChangeImpact;
import dev.slipway.advise.explain.CriticalPath;
import dev.slipway.advise.explain.StepCosts;
import dev.slipway.advise.explain.StepGraph;
import dev.slipway.advise.explain.StepGraph.Step;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a change would cost.
 *
 * @param arguments that change with it
 * @param notes what the reader should know
 */
record Foresight(
        StepGraph graph, ChangeImpact impact, StepCosts costs, List<ArgumentChange> arguments, List<String> notes) {
    Foresight {
        arguments = List.copyOf(arguments);
        notes = List.copyOf(notes);
    }

    long steps() {
        return graph.steps().stream().filter(Step::isWork).count();
    }

    Duration work() {
        return Duration.ofNanos(impact.reruns().stream()
                .mapToLong(rerun -> costs.nanos(rerun.step()))
                .sum());
    }

    long unknown() {
        return impact.reruns().stream()
                .filter(rerun -> costs.of(rerun.step()).isEmpty())
                .count();
    }

    CriticalPath path() {
        Set<Integer> reruns =
                impact.reruns().stream().map(rerun -> rerun.step().number()).collect(Collectors.toSet());
        return CriticalPath.of(graph, step -> reruns.contains(step.number()) ? costs.nanos(step) : 0);
    }
}
