package dev.slipway.advise.explain;

import dev.slipway.image.Digest;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.record.CacheOutcome.MissCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why a step of a past build ran: from the step over those it builds on to what started it.
 *
 * @param steps the step first, then each step because of which the one before it ran
 * @param root what made the last of these steps run
 */
public record CauseChain(List<StepRecord> steps, Root root) {
    public CauseChain {
        steps = List.copyOf(steps);
    }

    /** Where a chain begins. */
    public sealed interface Root {
        /** Files it reads, its instruction, a remote source; never empty. */
        record Changed(List<Change> changes) implements Root {
            public Changed {
                changes = List.copyOf(changes);
            }
        }

        /** The image that it starts from. */
        record Base(String name, String before, String after) implements Root {}

        record FirstRun() implements Root {}

        record Requested() implements Root {}

        record ResultGone() implements Root {}
    }

    /** One for each step that ran, in graph order. */
    public static List<CauseChain> of(BuildRecord build) {
        return new Reader(build).all();
    }

    public StepRecord step() {
        return steps.getFirst();
    }

    private static final class Reader {
        private final BuildRecord build;
        private final Map<Digest, StepRecord> byVertex = new HashMap<>();

        Reader(BuildRecord build) {
            this.build = build;
            build.steps().forEach(step -> byVertex.put(step.vertex(), step));
        }

        List<CauseChain> all() {
            return build.steps().stream()
                    .filter(step -> step.key().isPresent() && step.outcome() instanceof CacheOutcome.Miss)
                    .map(this::chain)
                    .toList();
        }

        private CauseChain chain(StepRecord from) {
            List<StepRecord> steps = new ArrayList<>(List.of(from));
            Set<Digest> seen = new HashSet<>(Set.of(from.vertex()));
            while (true) {
                StepRecord last = steps.getLast();
                Optional<StepRecord> next = above(last);
                // a record is hostile input as any file: it may name a circle
                if (next.isEmpty() || !seen.add(next.get().vertex())) {
                    return new CauseChain(steps, root(last));
                }
                steps.add(next.get());
            }
        }

        private static List<Change> changes(StepRecord step) {
            return step.outcome() instanceof CacheOutcome.Miss(MissCause.Changed(List<Change> changes))
                    ? changes
                    : List.of();
        }

        /** The step because of which this one ran; empty where the chain ends. */
        private Optional<StepRecord> above(StepRecord step) {
            List<Change> changes = changes(step);
            if (changes.isEmpty() || changes.stream().anyMatch(Reader::isOwn)) {
                return Optional.empty();
            }
            List<StepRecord> ran = ranInputs(step);
            for (Change change : changes) {
                if (change.kind().equals("input")) {
                    Optional<StepRecord> named = ran.stream()
                            .filter(input -> input.name().equals(change.subject()))
                            .findFirst();
                    if (named.isPresent()) {
                        return named;
                    }
                }
            }
            // files of a stage are named as those of a context are
            boolean ofStage = changes.stream().noneMatch(change -> change.kind().equals("file")) || !readsContext(step);
            return ofStage ? ran.stream().findFirst() : Optional.empty();
        }

        /** What the step itself is, as opposed to what it is given. */
        private static boolean isOwn(Change change) {
            return change.kind().equals("instruction") || change.kind().equals("variable");
        }

        private boolean readsContext(StepRecord step) {
            return step.inputs().stream()
                    .map(byVertex::get)
                    .anyMatch(input -> input != null && input.place().startsWith("context:"));
        }

        /** Steps that ran, those behind a merge of a linked copy too. */
        private List<StepRecord> ranInputs(StepRecord step) {
            List<StepRecord> ran = new ArrayList<>();
            collect(step, ran, new HashSet<>());
            return ran;
        }

        private void collect(StepRecord step, List<StepRecord> ran, Set<Digest> seen) {
            for (Digest input : step.inputs()) {
                StepRecord found = byVertex.get(input);
                if (found == null || !seen.add(input)) {
                    continue;
                }
                if (found.outcome() instanceof CacheOutcome.Miss) {
                    ran.add(found);
                } else if (found.key().isEmpty()) {
                    collect(found, ran, seen);
                }
            }
        }

        private Root root(StepRecord step) {
            return switch (step.outcome()) {
                case CacheOutcome.Miss(MissCause.FirstRun()) -> new Root.FirstRun();
                case CacheOutcome.Miss(MissCause.Requested()) -> new Root.Requested();
                case CacheOutcome.Miss(MissCause.ResultGone()) -> new Root.ResultGone();
                case CacheOutcome.Miss(MissCause.Changed(List<Change> changes)) -> changed(changes);
                case CacheOutcome.Hit() -> new Root.FirstRun();
                case CacheOutcome.Shared() -> new Root.FirstRun();
                case CacheOutcome.NotCached() -> new Root.FirstRun();
            };
        }

        private static Root changed(List<Change> changes) {
            List<Change> own = changes.stream()
                    .filter(change -> !change.kind().equals("input"))
                    .toList();
            if (own.isEmpty()) {
                Change first = changes.getFirst();
                return new Root.Base(first.subject(), first.before(), first.after());
            }
            return new Root.Changed(own);
        }
    }
}
