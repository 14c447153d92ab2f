package dev.slipway.advise.replay;

import dev.slipway.advise.explain.ContextSelection;
import dev.slipway.advise.explain.StepCosts;
import dev.slipway.advise.explain.StepGraph;
import dev.slipway.advise.explain.StepGraph.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plays cache keys through a history: a step runs when its key was never seen before, as on a machine that keeps its
 * cache. A key covers what the step does, the keys of its inputs and the content of what it reads, so a commit that takes
 * another one back finds the old results. Results that come out equal by chance are not foreseen.
 */
final class Simulation {
    private final Timeline timeline;
    private final StepCosts costs;
    private final Map<StepGraph, Prepared> prepared = new IdentityHashMap<>();

    Simulation(Timeline timeline, StepCosts costs) {
        this.timeline = timeline;
        this.costs = costs;
    }

    /**
     * What one commit costs.
     *
     * @param reruns numbers of steps in its graph
     * @param workNanos of all of them, one after the other
     * @param pathNanos along the longest chain
     * @param bytes of the layers that they add
     */
    record Build(BitSet reruns, long workNanos, long pathNanos, long bytes) {}

    /** A graph with what playing it needs at hand. */
    private record Prepared(StepGraph graph, long[] forms, long[] nanos, long[] bytes) {}

    private Prepared prepare(StepGraph graph) {
        int size = graph.steps().size();
        Prepared made = new Prepared(graph, new long[size], new long[size], new long[size]);
        for (Step step : graph.steps()) {
            int number = step.number();
            made.forms()[number] = Hashes.of(step.form());
            if (step.isWork()) {
                Optional<StepCosts.Cost> cost = costs.of(step);
                made.nanos()[number] =
                        cost.map(known -> known.duration().toNanos()).orElse(0L);
                made.bytes()[number] = cost.map(StepCosts.Cost::bytes).orElse(0L);
            }
        }
        return made;
    }

    /** One for each commit; a commit without a graph costs nothing. */
    List<Build> run(List<Optional<StepGraph>> graphs) {
        Set<Long> seen = new HashSet<>();
        List<Build> builds = new ArrayList<>();
        for (int moment = 0; moment < graphs.size(); moment++) {
            Optional<StepGraph> graph = graphs.get(moment);
            Build build = graph.isPresent()
                    ? play(prepared.computeIfAbsent(graph.get(), this::prepare), moment, seen)
                    : new Build(new BitSet(), 0, 0, 0);
            if (moment > 0) {
                builds.add(build);
            }
        }
        return builds;
    }

    private Build play(Prepared of, int moment, Set<Long> seen) {
        List<Step> steps = of.graph().steps();
        long[] keys = new long[steps.size()];
        long[] ends = new long[steps.size()];
        BitSet reruns = new BitSet();
        long work = 0;
        long path = 0;
        long bytes = 0;
        for (Step step : steps) {
            int number = step.number();
            long key = of.forms()[number];
            long start = 0;
            for (int input : step.inputs()) {
                key = Hashes.mix(key * 31 + (input < 0 ? 7 : keys[input]));
                start = input < 0 ? start : Math.max(start, ends[input]);
            }
            for (ContextSelection read : step.reads()) {
                key = Hashes.mix(key * 31 + timeline.contents(read)[moment]);
            }
            keys[number] = key;
            boolean runs = step.isWork() && seen.add(key);
            if (runs) {
                reruns.set(number);
                work += of.nanos()[number];
                bytes += of.bytes()[number];
            }
            ends[number] = start + (runs ? of.nanos()[number] : 0);
            path = Math.max(path, ends[number]);
        }
        return new Build(reruns, work, path, bytes);
    }
}
