package dev.slipway.plan.record;

import dev.slipway.plan.graph.VertexNotes;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.record.CacheOutcome.MissCause;
import java.util.List;
import java.util.Optional;

/**
 * What made a build do work again, as one sentence: {@code reran 4 of 21 steps because `python/engine/__init__.py`
 * changed (COPY at Dockerfile:37)}. The first cause is that of the first step, in graph order, that did not run just
 * because a step before it had another result.
 */
public final class FirstCause {
    private FirstCause() {}

    private record Rerun(StepRecord step, MissCause cause) {}

    /** Empty when no step ran. */
    public static Optional<String> sentence(BuildRecord build) {
        List<StepRecord> keyed =
                build.steps().stream().filter(step -> step.key().isPresent()).toList();
        List<Rerun> reruns = keyed.stream()
                .filter(step -> step.outcome() instanceof CacheOutcome.Miss)
                .map(step -> new Rerun(step, ((CacheOutcome.Miss) step.outcome()).cause()))
                .toList();
        if (reruns.isEmpty()) {
            return Optional.empty();
        }
        boolean allNew = reruns.stream().allMatch(rerun -> rerun.cause() instanceof MissCause.FirstRun);
        if (allNew && reruns.size() == keyed.size()) {
            return Optional.of("ran " + count(keyed.size()) + ", none of which had run before");
        }
        Rerun first = reruns.stream().filter(FirstCause::isRoot).findFirst().orElse(reruns.getFirst());
        return Optional.of("reran " + reruns.size() + " of " + count(keyed.size()) + " because "
                + because(first.cause()) + where(build, first.step()));
    }

    private static String count(int steps) {
        return steps + (steps == 1 ? " step" : " steps");
    }

    /** Not merely downstream of another. */
    private static boolean isRoot(Rerun rerun) {
        return !(rerun.cause() instanceof MissCause.Changed(List<Change> changes))
                || changes.stream().anyMatch(change -> !change.kind().equals("input"));
    }

    private static String because(MissCause cause) {
        return switch (cause) {
            case MissCause.FirstRun() -> "a step is new";
            case MissCause.Requested() -> "the cache was not to be used";
            case MissCause.ResultGone() -> "a result was pruned from the cache";
            case MissCause.Changed(List<Change> changes) -> changed(changes);
        };
    }

    private static String changed(List<Change> changes) {
        Change first = changes.stream()
                .filter(change -> !change.kind().equals("input"))
                .findFirst()
                .orElse(changes.getFirst());
        if (first.kind().equals("instruction")) {
            return "the instruction changed";
        }
        long more = changes.stream()
                        .filter(change -> change.kind().equals(first.kind()))
                        .count()
                - 1;
        String others = more == 0 ? "" : " and " + more + (more == 1 ? " other" : " others");
        return "`" + first.subject() + "`" + others + " changed";
    }

    private static String where(BuildRecord build, StepRecord step) {
        String dockerfile = build.invocation().dockerfile();
        return step.line() == 0
                ? ""
                : " (" + VertexNotes.keyword(step.name()) + " at " + (dockerfile.isEmpty() ? "line " : dockerfile + ":")
                        + step.line() + ")";
    }
}
