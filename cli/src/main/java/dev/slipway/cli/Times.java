package dev.slipway.cli;

import dev.slipway.cli.progress.Seconds;
import java.time.Duration;
import java.time.Instant;

/** Times as people read them. */
final class Times {
    private Times() {}

    /** {@code 3 minutes ago}, as Docker says it. */
    static String ago(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds <= 1 ? "just now" : seconds + " seconds ago";
        }
        long[] sizes = {60, 3600, 86_400, 604_800, 2_592_000, 31_536_000};
        String[] names = {"minute", "hour", "day", "week", "month", "year"};
        int unit = 0;
        while (unit < sizes.length - 1 && seconds >= sizes[unit + 1]) {
            unit++;
        }
        long count = seconds / sizes[unit];
        return count + " " + names[unit] + (count == 1 ? "" : "s") + " ago";
    }

    /** {@code 0.4s}, {@code 12.3s}, {@code 4m05s}. */
    static String span(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 60
                ? Seconds.of(duration)
                : seconds / 60 + (seconds % 60 < 10 ? "m0" : "m") + seconds % 60 + "s";
    }
}
