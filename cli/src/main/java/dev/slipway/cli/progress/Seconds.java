package dev.slipway.cli.progress;

import java.time.Duration;

/** Durations as seconds, not as a formatter makes them: loading it takes a tenth of an unchanged build. */
public final class Seconds {
    private Seconds() {}

    /** {@code 0.4s}, {@code 75.0s}; {@code 0.0s} for a negative one. */
    public static String of(Duration duration) {
        long tenths = (Math.max(0, duration.toMillis()) + 50) / 100;
        return tenths / 10 + "." + tenths % 10 + "s";
    }
}
