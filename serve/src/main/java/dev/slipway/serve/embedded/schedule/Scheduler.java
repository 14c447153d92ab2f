package dev.slipway.serve.embedded.schedule;

import dev.slipway.serve.embedded.llama.Batch;
import dev.slipway.serve.embedded.llama.LlamaContext;
import dev.slipway.serve.embedded.llama.LlamaModel;
import dev.slipway.serve.engine.EngineLoad;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The one thread that computes on a model. Work waits in the order it came; a slot that becomes free goes to the first that
 * waits. Between two steps (tens of milliseconds at most, apart from what one token of a large model takes) work that nobody
 * waits for loses its slot.
 *
 * <p>Owns the context and its thread, not the model. A computation that fails ends the work that runs, not the scheduler.
 */
public final class Scheduler implements AutoCloseable {
    private final LlamaContext context;
    private final Batch batch;
    private final Slots slots;
    private final Step step;
    private final float[] logits;
    private final float[] vector;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // Guarded by this; the thread waits on it.
    private final Deque<Work> queue = new ArrayDeque<>();
    private final List<Runnable> errands = new ArrayList<>();
    private boolean woken;
    private boolean draining;
    private boolean closing;

    private volatile EngineLoad load;

    public Scheduler(LlamaModel model, LlamaContext.Shape shape) {
        context = new LlamaContext(model, shape);
        batch = new Batch(shape.batch());
        slots = new Slots(context);
        step = new Step(context, slots, batch);
        logits = new float[model.vocabulary().size()];
        vector = new float[model.file().embeddingLength()];
        load = new EngineLoad(0, 0, 0, shape.sequences());
        thread = new Thread(this::run, "slipway-model");
        thread.setDaemon(true);
        thread.start();
    }

    /** False: it takes no more work. */
    public synchronized boolean submit(Work work) {
        if (draining || closing || ended.isDone()) {
            return false;
        }
        queue.addLast(work);
        wake();
        return true;
    }

    /** More of what runs already: taken until the scheduler ends. Called by work that holds a slot. */
    public synchronized void follow(Work work) {
        queue.addLast(work);
        wake();
    }

    /** Something that {@link Work#hasRoom} or {@link Work#isGone} tells has changed. Never blocks for long. */
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    public EngineLoad load() {
        EngineLoad last = load;
        synchronized (this) {
            return new EngineLoad(last.running(), queue.size(), last.tokens(), last.slots());
        }
    }

    /** Forgets all tokens when nothing runs or waits; else says false. */
    public CompletionStage<Boolean> flush() {
        CompletableFuture<Boolean> flushed = new CompletableFuture<>();
        synchronized (this) {
            if (closing || ended.isDone()) {
                return CompletableFuture.completedFuture(false);
            }
            errands.add(() -> {
                boolean idle = slots.running() == 0 && isQueueEmpty();
                if (idle) {
                    slots.forgetAll();
                    // Who hears of it may ask at once what is held.
                    tellLoad();
                }
                flushed.complete(idle);
            });
            wake();
        }
        return flushed;
    }

    /** Takes no more work, ends when all that it has is done; the stage then completes. */
    public synchronized CompletionStage<Void> drain() {
        draining = true;
        wake();
        return ended;
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Ends running and waiting work with UNAVAILABLE; waits for the thread. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            wake();
        }
        ended.join();
    }

    private void run() {
        try {
            while (true) {
                if (!awaitWork()) {
                    return;
                }
                turn();
            }
        } finally {
            end();
        }
    }

    /** One round: errands, goodbyes, newcomers, a step of each kind. */
    private void turn() {
        try {
            takeErrands().forEach(Runnable::run);
            releaseIf(work -> work.isDone() || work.isGone());
            admit();
            tellLoad();
            boolean worked = step.run(false, logits) | step.run(true, vector);
            releaseIf(Work::isDone);
            if (worked) {
                wake();
            }
        } catch (ServeException e) {
            abandon(e);
        } catch (RuntimeException e) {
            abandon(new ServeException(Code.INTERNAL, "a computation on the model ended: " + e, e));
        }
        tellLoad();
    }

    private void tellLoad() {
        load = new EngineLoad(
                slots.running(), 0, slots.heldTokens(), slots.all().size());
    }

    /** False when it is time to end. */
    private synchronized boolean awaitWork() {
        while (!woken && !closing) {
            if (draining && queue.isEmpty() && slots.running() == 0) {
                return false;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                // Nobody but close() ends this thread.
                closing = true;
            }
        }
        woken = false;
        return !closing;
    }

    private synchronized List<Runnable> takeErrands() {
        List<Runnable> taken = List.copyOf(errands);
        errands.clear();
        return taken;
    }

    private synchronized boolean isQueueEmpty() {
        return queue.isEmpty();
    }

    private void admit() {
        synchronized (this) {
            queue.removeIf(Work::isGone);
        }
        while (slots.hasIdle()) {
            Work next;
            synchronized (this) {
                next = queue.pollFirst();
            }
            if (next == null) {
                return;
            }
            try {
                slots.place(next);
            } catch (RuntimeException e) {
                releaseIf(work -> work == next);
                fail(
                        next,
                        e instanceof ServeException failure
                                ? failure
                                : new ServeException(Code.INTERNAL, "a request could not begin: " + e, e));
            }
        }
    }

    private void releaseIf(Predicate<Work> condition) {
        for (Slot slot : slots.all()) {
            if (slot.work != null && condition.test(slot.work)) {
                slots.release(slot);
            }
        }
    }

    private void abandon(ServeException failure) {
        for (Slot slot : slots.all()) {
            if (slot.work != null) {
                fail(Objects.requireNonNull(slot.work), failure);
                slots.release(slot);
            }
        }
        slots.forgetAll();
    }

    private void end() {
        List<Work> left = new ArrayList<>();
        synchronized (this) {
            closing = true;
            left.addAll(queue);
            queue.clear();
        }
        for (Slot slot : slots.all()) {
            if (slot.work != null) {
                left.add(slot.work);
                slots.release(slot);
            }
        }
        ServeException closed = new ServeException(Code.UNAVAILABLE, "the engine is closed");
        left.forEach(work -> fail(work, closed));
        takeErrands().forEach(Runnable::run);
        batch.close();
        context.close();
        ended.complete(null);
    }

    private static void fail(Work work, ServeException failure) {
        try {
            work.fail(failure);
        } catch (RuntimeException e) {
            // A reader that cannot hear the news must not keep it from the others.
            System.getLogger(Scheduler.class.getName()).log(System.Logger.Level.WARNING, "a reader failed", e);
        }
    }
}
