package dev.slipway.dockerfile;

import java.util.Optional;

/** What HEALTHCHECK says. */
public sealed interface HealthcheckSpec {
    /** {@code HEALTHCHECK NONE}. */
    record None() implements HealthcheckSpec {}

    /**
     * {@code HEALTHCHECK [options] CMD …}; option values as written, durations in Go's syntax ({@code 1m30s}),
     * expanded by nobody.
     */
    record Command(
            CommandLine command,
            Optional<Word> interval,
            Optional<Word> timeout,
            Optional<Word> startPeriod,
            Optional<Word> startInterval,
            Optional<Word> retries)
            implements HealthcheckSpec {}
}
