package dev.slipway.advise.explain;

import dev.slipway.advise.explain.StepGraph.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The chain of steps that decides how long a build takes when everything that can run side by side does.
 *
 * @param steps first to last; only those that take time
 */
public record CriticalPath(List<Step> steps, Duration length) {
    public CriticalPath {
        steps = List.copyOf(steps);
    }

    /** @param nanos what a step takes; 0 for one that does not run */
    public static CriticalPath of(StepGraph graph, ToLongFunction<Step> nanos) {
        long[] end = new long[graph.steps().size()];
        int[] before = new int[end.length];
        int last = -1;
        for (Step step : graph.steps()) {
            int number = step.number();
            before[number] = -1;
            for (int input : step.inputs()) {
                if (input >= 0 && end[input] > end[number]) {
                    end[number] = end[input];
                    before[number] = input;
                }
            }
            end[number] += nanos.applyAsLong(step);
            last = last < 0 || end[number] > end[last] ? number : last;
        }
        List<Step> chain = new ArrayList<>();
        for (int at = last; at >= 0; at = before[at]) {
            if (nanos.applyAsLong(graph.steps().get(at)) > 0) {
                chain.add(graph.steps().get(at));
            }
        }
        Collections.reverse(chain);
        return new CriticalPath(chain, Duration.ofNanos(last < 0 ? 0 : end[last]));
    }
}
