package dev.slipway.cli;

import dev.slipway.advise.explain.CauseChain;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.record.FirstCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code slipway explain} after a build, for people. */
final class PastText {
    private static final int MOST_FILES = 5;

    private PastText() {}

    static List<String> lines(BuildRecord build, List<CauseChain> chains) {
        List<String> lines = new ArrayList<>();
        lines.add("build " + build.id() + ", " + build.outcome().name().toLowerCase(Locale.ROOT) + " in "
                + Times.span(build.duration()));
        lines.add(FirstCause.sentence(build).orElse("no step ran: everything was cached"));
        for (CauseChain chain : chains) {
            lines.add("");
            lines.add(step(chain.step()) + "  " + Times.span(chain.step().cost().duration()));
            chain.steps().stream().skip(1).forEach(step -> lines.add("  because of " + step(step)));
            root(chain.root()).forEach(line -> lines.add("  because " + line));
        }
        return lines;
    }

    static String step(StepRecord step) {
        return AheadText.shorten(step.name()) + (step.line() == 0 ? "" : " (line " + step.line() + ")");
    }

    static List<String> root(CauseChain.Root root) {
        return switch (root) {
            case CauseChain.Root.FirstRun() -> List.of("no build ran it before");
            case CauseChain.Root.Requested() -> List.of("the cache was not to be used");
            case CauseChain.Root.ResultGone() -> List.of("its result was pruned from the cache");
            case CauseChain.Root.Base(String name, String before, String after) ->
                List.of(name + " is another base" + values(before, after));
            case CauseChain.Root.Changed(List<Change> changes) -> changed(changes);
        };
    }

    private static List<String> changed(List<Change> changes) {
        List<String> lines = changes.stream()
                .limit(MOST_FILES)
                .map(change -> change.kind().equals("instruction")
                        ? "the instruction changed" + instruction(change)
                        : change.kind() + " " + change.subject() + " changed" + values(change.before(), change.after()))
                .collect(Collectors.toCollection(ArrayList::new));
        if (changes.size() > MOST_FILES) {
            lines.add((changes.size() - MOST_FILES) + " more changed");
        }
        return lines;
    }

    /** Equal texts: what it runs with, such as an argument or a variable, is another. */
    private static String instruction(Change change) {
        return change.before().equals(change.after())
                ? ": not its text, but an argument or a variable that it runs with"
                : values(AheadText.shorten(change.before()), AheadText.shorten(change.after()));
    }

    private static String values(String before, String after) {
        return before.isEmpty() && after.isEmpty()
                ? ""
                : ": " + (before.isEmpty() ? "nothing" : before) + " -> " + (after.isEmpty() ? "nothing" : after);
    }
}
