package dev.slipway.serve.scripted;

import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The clock of an engine with a pace: a step for all that run, as long as something runs. */
final class Steps {
    private final long paceNanos;
    private final ScheduledExecutorService threads;
    private final Set<ScriptedGeneration> running;
    private boolean going;
    private long next;

    Steps(long paceNanos, ScheduledExecutorService threads, Set<ScriptedGeneration> running) {
        this.paceNanos = paceNanos;
        this.threads = threads;
        this.running = running;
    }

    /** Called after something was added to what runs. */
    void begin() {
        synchronized (this) {
            if (going || paceNanos == 0) {
                return;
            }
            going = true;
            next = System.nanoTime() + paceNanos;
        }
        schedule(paceNanos);
    }

    private void schedule(long delayNanos) {
        try {
            threads.schedule(this::step, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The engine is closed.
        }
    }

    private void step() {
        long due;
        synchronized (this) {
            if (running.isEmpty()) {
                going = false;
                return;
            }
            due = next;
            // A step that is late is made up for, one and no more.
            next = Math.max(due, System.nanoTime() - paceNanos) + paceNanos;
        }
        running.forEach(generation -> generation.step(due));
        schedule(next - System.nanoTime());
    }
}
