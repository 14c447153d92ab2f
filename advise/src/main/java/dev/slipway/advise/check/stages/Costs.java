package dev.slipway.advise.check.stages;

import dev.slipway.advise.check.KnownBuilds;
import dev.slipway.plan.graph.VertexNotes;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.CacheOutcome;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What steps took in past builds. */
public final class Costs {
    private Costs() {}

    /** The duration of the newest build that really ran the step; the line must still hold the same instruction. */
    public static Optional<Duration> measured(Step step, KnownBuilds builds) {
        String shown = step.instruction().origin().text();
        for (BuildRecord record : builds.records()) {
            for (BuildRecord.StepRecord past : record.steps()) {
                boolean ran = past.outcome() instanceof CacheOutcome.Miss;
                if (ran && past.line() == step.line() && sameText(past.name(), shown)) {
                    return Optional.of(past.cost().duration());
                }
            }
        }
        return Optional.empty();
    }

    /** {@code " (4m12s in the last build that ran it)"}, or nothing. */
    public static String note(Step step, KnownBuilds builds) {
        return measured(step, builds)
                .map(duration -> " (" + shown(duration) + " in the last build that ran it)")
                .orElse("");
    }

    /** {@code 4m12s}, {@code 9s}. */
    public static String shown(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 60
                ? seconds + "s"
                : seconds / 60 + "m" + String.format(Locale.ROOT, "%02d", seconds % 60) + "s";
    }

    /** Names are shortened and may have flags removed: the keyword must agree, and the line is the place. */
    private static boolean sameText(String name, String instruction) {
        int space = instruction.indexOf(' ');
        String keyword = space < 0 ? instruction : instruction.substring(0, space);
        return VertexNotes.keyword(name).equalsIgnoreCase(keyword);
    }
}
