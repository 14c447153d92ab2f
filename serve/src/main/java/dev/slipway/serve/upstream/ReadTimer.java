package dev.slipway.serve.upstream;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells when an answer has been waited for too long: for its first byte, or for the next. Only waiting counts; the time
 * that the reader takes does not. One task in the executor an answer, however many pieces it has.
 */
final class ReadTimer {
    private static final long AFTER_END_MILLIS = 2_000;

    private final ScheduledExecutorService executor;
    private final Duration first;
    private final Duration between;
    private final Runnable wake;
    /** {@code nanoTime} since when bytes are waited for; 0 while they are not. */
    private volatile long since;

    private volatile boolean begun;
    private volatile boolean over;
    private volatile boolean stopped;
    private volatile @Nullable Future<?> task;

    ReadTimer(ScheduledExecutorService executor, Duration first, Duration between, Runnable wake) {
        this.executor = executor;
        this.first = first;
        this.between = between;
        this.wake = wake;
    }

    void start() {
        since = now();
        schedule(first.toNanos());
    }

    /** @param again whether something came since the last call */
    void waiting(boolean again) {
        if (again || since == 0) {
            since = now();
        }
    }

    void notWaiting() {
        since = 0;
    }

    void gotBytes() {
        begun = true;
    }

    boolean isOver() {
        return over;
    }

    /** For a message. */
    String what() {
        Duration limit = begun ? between : first;
        return "nothing came for " + shown(limit) + (begun ? " in the middle of an answer" : "");
    }

    private static String shown(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private void look() {
        if (stopped) {
            return;
        }
        long waitingSince = since;
        long limit = (begun ? between : first).toNanos();
        if (waitingSince == 0) {
            schedule(limit);
            return;
        }
        long left = waitingSince + limit - now();
        if (left > 0) {
            schedule(left);
            return;
        }
        over = true;
        wake.run();
    }

    private void schedule(long nanos) {
        try {
            // Looks again before it could be too long between two pieces, should the answer begin meanwhile.
            task = executor.schedule(this::look, Math.min(nanos, between.toNanos()), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The engine is being closed, which ends the answer anyway.
            stopped = true;
        }
    }

    void stop() {
        stopped = true;
        cancel();
    }

    void cancel() {
        Future<?> scheduled = task;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    /** Runs something a little after the end, unless {@link #cancel} comes before. */
    void later(Runnable action) {
        try {
            task = executor.schedule(action, AFTER_END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            action.run();
        }
    }

    private static long now() {
        long now = System.nanoTime();
        return now == 0 ? 1 : now;
    }
}
