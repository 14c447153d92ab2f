package dev.slipway.advise.report;

import dev.slipway.image.Digest;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The timeline of a recorded build, with its critical path. */
public final class BuildTimeline {
    private BuildTimeline() {}

    public static Report.Timeline of(BuildRecord record) {
        Set<Digest> critical = criticalPath(record.steps());
        List<Report.Bar> bars = record.steps().stream()
                .filter(step -> !step.cost().duration().isZero() || step.line() > 0)
                .map(step -> new Report.Bar(
                        stage(step),
                        step.name(),
                        step.line(),
                        seconds(step.cost().start()),
                        seconds(step.cost().duration()),
                        outcome(step.outcome()),
                        critical.contains(step.vertex())))
                .toList();
        return new Report.Timeline(record.id(), record.started(), seconds(record.duration()), bars);
    }

    /**
     * From the step that ended last back along the inputs that ended last: the chain that the build waited for. Steps
     * that took no time are not part of it.
     */
    static Set<Digest> criticalPath(List<StepRecord> steps) {
        Map<Digest, StepRecord> byVertex = new HashMap<>();
        steps.forEach(step -> byVertex.put(step.vertex(), step));
        Set<Digest> seen = new HashSet<>();
        Optional<StepRecord> at = latest(steps);
        while (at.isPresent() && seen.add(at.get().vertex())) {
            at = latest(at.get().inputs().stream()
                    .map(byVertex::get)
                    .filter(java.util.Objects::nonNull)
                    .toList());
        }
        seen.removeIf(vertex -> byVertex.get(vertex).cost().duration().isZero());
        return seen;
    }

    private static Optional<StepRecord> latest(List<StepRecord> steps) {
        return steps.stream().max(Comparator.comparing(BuildTimeline::end));
    }

    private static Duration end(StepRecord step) {
        return step.cost().start().plus(step.cost().duration());
    }

    /** Of {@code torch_deps#3}. */
    private static String stage(StepRecord step) {
        int mark = step.place().lastIndexOf('#');
        return mark < 0 ? "" : step.place().substring(0, mark);
    }

    private static String outcome(CacheOutcome outcome) {
        return switch (outcome) {
            case CacheOutcome.Hit() -> "cached";
            case CacheOutcome.Shared() -> "made by another build";
            case CacheOutcome.NotCached() -> "not cached";
            case CacheOutcome.Miss(CacheOutcome.MissCause.FirstRun()) -> "first run";
            case CacheOutcome.Miss(CacheOutcome.MissCause.Requested()) -> "asked for";
            case CacheOutcome.Miss(CacheOutcome.MissCause.ResultGone()) -> "result was pruned";
            case CacheOutcome.Miss changed -> "reran";
        };
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
