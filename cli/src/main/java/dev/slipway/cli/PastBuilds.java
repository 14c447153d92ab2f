package dev.slipway.cli;

import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.record.BuildRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the builds that command lines name. */
final class PastBuilds {
    private PastBuilds() {}

    /** The newest of a context, a directory. */
    static Optional<BuildRecord> ofContext(List<BuildRecord> newestFirst, Path context) {
        return newestFirst.stream()
                .filter(record -> record.invocation().context().equals(context.toString()))
                .findFirst();
    }

    /**
     * The build whose id begins so, or the newest when none is named; throws {@link PlanException} when it is not there.
     *
     * @param hint what else the user may want
     */
    static BuildRecord require(EmbeddedBuilder builder, Optional<String> id, String hint) {
        Optional<BuildRecord> found = id.isPresent()
                ? builder.record(id.get())
                : builder.records().stream().findFirst();
        return found.orElseThrow(() -> new PlanException(
                PlanException.Code.BAD_VALUE,
                id.map(named -> "no build record \"" + named + "\"").orElse("no build is recorded")
                        + " (expected: an id, or a beginning that only one has)",
                Optional.of("see slipway build record ls" + hint)));
    }
}
