package dev.slipway.serve.dispatch;

import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.engine.ServeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests to an engine: at most {@link Limits#maxRunning} run, the others wait first come, first served, and
 * when {@link Limits#maxQueued} wait, the next is refused with RESOURCE_EXHAUSTED. A request whose reader leaves or
 * whose deadline passes frees its place at once, whether it waits or runs.
 *
 * <p>Thread-safe; nothing blocks but {@link #drain}.
 */
public final class Dispatcher implements AutoCloseable {
    private final InferenceEngine engine;
    private final Limits limits;
    private final ScheduledExecutorService timer;
    private final Object lock = new Object();
    private final LinkedHashSet<Work> queue = new LinkedHashSet<>();
    private final LinkedHashSet<Work> running = new LinkedHashSet<>();
    private final Map<String, Work> byRid = new HashMap<>();
    private boolean paused;
    private boolean closing;

    public Dispatcher(InferenceEngine engine, Limits limits) {
        this.engine = engine;
        this.limits = limits;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "deadlines");
            thread.setDaemon(true);
            return thread;
        });
    }

    public InferenceEngine engine() {
        return engine;
    }

    /**
     * Runs a generation once its publisher is subscribed to. What the engine promises of its publisher holds for this
     * one too.
     *
     * @param timeout the caller's own limit of time, if shorter than that of the limits
     */
    public Flow.Publisher<GenerationEvent> generate(
            GenerateRequest request, Optional<Duration> timeout, RequestWatch watch) {
        return new GenerationTicket(this, request, shorter(timeout), watch).stream();
    }

    /** Makes a vector, with a slot as a generation has one. */
    public CompletionStage<Embedding> embed(EmbedRequest request, Optional<Duration> timeout, RequestWatch watch) {
        EmbedTicket ticket = new EmbedTicket(this, request, shorter(timeout), watch);
        enter(ticket);
        return ticket.answer();
    }

    private Duration shorter(Optional<Duration> timeout) {
        return timeout.filter(each -> each.compareTo(limits.timeout()) < 0).orElse(limits.timeout());
    }

    /** Ends the request of that id; false when none of that id waits or runs. */
    public boolean abort(String rid) {
        Work work;
        synchronized (lock) {
            work = byRid.get(rid);
        }
        if (work == null) {
            return false;
        }
        work.abort("Aborted by request.");
        return true;
    }

    /** Ends all that wait and run; how many. */
    public int abortAll() {
        List<Work> all = all();
        all.forEach(work -> work.abort("Aborted by request."));
        return all.size();
    }

    public void pause(PauseMode mode) {
        List<Work> held;
        synchronized (lock) {
            paused = true;
            held = List.copyOf(running);
        }
        switch (mode) {
            case ABORT -> all().forEach(work -> work.abort("Aborted by a pause."));
            case IN_PLACE -> held.forEach(work -> work.hold(true));
            case RETRACT ->
                held.forEach(work -> {
                    if (!retract(work)) {
                        work.hold(true);
                    }
                });
        }
    }

    private boolean retract(Work work) {
        if (!work.retract()) {
            return false;
        }
        synchronized (lock) {
            if (running.remove(work)) {
                // Before those that never ran.
                queue.addFirst(work);
            }
        }
        return true;
    }

    /** Ends a pause; nothing when there is none. */
    public void resume() {
        List<Work> held;
        synchronized (lock) {
            paused = false;
            held = List.copyOf(running);
        }
        held.forEach(work -> work.hold(false));
        admit();
    }

    public boolean isPaused() {
        synchronized (lock) {
            return paused;
        }
    }

    public int runningCount() {
        synchronized (lock) {
            return running.size();
        }
    }

    public int queuedCount() {
        synchronized (lock) {
            return queue.size();
        }
    }

    public Limits limits() {
        return limits;
    }

    /** Whether new requests are taken. */
    public boolean isOpen() {
        synchronized (lock) {
            return !closing;
        }
    }

    /**
     * Takes no new request, waits until those that wait and run have ended, at most for {@code patience}, and then ends
     * the rest with UNAVAILABLE.
     */
    public void drain(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            closing = true;
            // A paused server cannot finish what waits.
            while (!byRid.isEmpty() && !paused) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        }
        all().forEach(work -> work.fail(new ServeException(ServeException.Code.UNAVAILABLE, "the server shuts down")));
    }

    @Override
    public void close() {
        synchronized (lock) {
            closing = true;
        }
        all().forEach(work -> work.fail(new ServeException(ServeException.Code.UNAVAILABLE, "the server shuts down")));
        timer.shutdownNow();
    }

    private List<Work> all() {
        synchronized (lock) {
            return new ArrayList<>(byRid.values());
        }
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    void enter(Work work) {
        ServeException refusal = place(work);
        if (refusal != null) {
            work.fail(refusal);
        } else {
            admit();
        }
    }

    private @Nullable ServeException place(Work work) {
        synchronized (lock) {
            if (closing) {
                return new ServeException(ServeException.Code.UNAVAILABLE, "the server shuts down");
            }
            if (byRid.containsKey(work.rid())) {
                return new ServeException(
                        ServeException.Code.ALREADY_EXISTS, "rid: \"" + work.rid() + "\" runs already");
            }
            boolean mustWait = paused || running.size() >= limits.maxRunning();
            if (mustWait && queue.size() >= limits.maxQueued()) {
                return new ServeException(
                        ServeException.Code.RESOURCE_EXHAUSTED,
                        "the request queue is full: " + queue.size() + " requests wait (expected: fewer than "
                                + limits.maxQueued() + ")");
            }
            byRid.put(work.rid(), work);
            queue.addLast(work);
            return null;
        }
    }

    /** Called by a work that ended, once; one that was refused has no place, and then nothing happens. */
    void leave(Work work) {
        synchronized (lock) {
            if (!byRid.remove(work.rid(), work)) {
                return;
            }
            queue.remove(work);
            running.remove(work);
            if (byRid.isEmpty()) {
                lock.notifyAll();
            }
        }
        admit();
    }

    private void admit() {
        while (true) {
            Work next;
            synchronized (lock) {
                if (paused || queue.isEmpty() || running.size() >= limits.maxRunning()) {
                    return;
                }
                next = queue.removeFirst();
                running.add(next);
            }
            next.start();
        }
    }
}
