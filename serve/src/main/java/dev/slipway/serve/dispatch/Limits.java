package dev.slipway.serve.dispatch;

import java.time.Duration;

/**
 * @param maxRunning requests at the engine at once, 1 and more
 * @param maxQueued requests that may wait for a slot, 0 and more; one more is refused
 * @param timeout the longest that a request may wait and run together, when the caller sets no earlier deadline
 */
public record Limits(int maxRunning, int maxQueued, Duration timeout) {
    public static final Limits DEFAULT = new Limits(256, 1024, Duration.ofMinutes(10));

    public Limits {
        if (maxRunning < 1 || maxQueued < 0 || !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "limits: " + maxRunning + ", " + maxQueued + ", " + timeout + " (expected: >= 1, >= 0, > 0)");
        }
    }
}
