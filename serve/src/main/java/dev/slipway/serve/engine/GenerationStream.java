package dev.slipway.serve.engine;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The way of one generation's events from an engine's thread to its subscriber, as {@link InferenceEngine#generate}
 * promises it: an engine emits while {@link #hasRoom}, stops when there is none, and is told through {@code onChange}
 * when half of the room is free again, when the subscriber came, and when it left. Nothing is dropped and nothing blocks; at most
 * {@code capacity} events wait (and what one step of an engine emits at once).
 *
 * <p>One thread at a time may emit. {@code onNext} is called on whichever thread made the delivery possible, one call at
 * a time.
 */
public final class GenerationStream implements Flow.Publisher<GenerationEvent> {
    private final int capacity;
    private final Runnable onChange;
    private final ArrayDeque<GenerationEvent> waiting = new ArrayDeque<>();
    private final Object lock = new Object();
    private Flow.@Nullable Subscriber<? super GenerationEvent> subscriber;
    private long demand;
    private boolean delivering;
    private boolean held;
    private boolean ended;
    private boolean done;
    private volatile boolean cancelled;
    private @Nullable ServeException failure;

    /**
     * @param capacity events that may wait, 1 and more
     * @param onChange called without a lock held, from any thread, also while nothing changed; must not block
     */
    public GenerationStream(int capacity, Runnable onChange) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 1)");
        }
        this.capacity = capacity;
        this.onChange = onChange;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super GenerationEvent> subscriber) {
        synchronized (lock) {
            if (this.subscriber != null) {
                throw new IllegalStateException("a generation has one subscriber");
            }
            this.subscriber = subscriber;
            // Nothing is delivered before onSubscribe has returned.
            delivering = true;
        }
        subscriber.onSubscribe(new Demand());
        synchronized (lock) {
            delivering = false;
        }
        onChange.run();
        deliver();
    }

    /** Whether a subscriber is there; an engine need not begin before. */
    public boolean isSubscribed() {
        synchronized (lock) {
            return subscriber != null;
        }
    }

    /** Whether another event may be emitted now. */
    public boolean hasRoom() {
        synchronized (lock) {
            return waiting.size() < capacity;
        }
    }

    /** How many events wait for the subscriber. */
    public int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    /** While held, events wait although there is demand. */
    public void hold(boolean held) {
        synchronized (lock) {
            this.held = held;
        }
        deliver();
    }

    /** Whether the subscriber has left; what is emitted from then on goes nowhere. */
    public boolean isCancelled() {
        return cancelled;
    }

    public void emit(GenerationEvent event) {
        synchronized (lock) {
            if (ended) {
                throw new IllegalStateException("an event after the end: " + event);
            }
            if (cancelled) {
                return;
            }
            waiting.add(event);
        }
        deliver();
    }

    /** Ends the stream, after what was emitted. Idempotent, as is {@link #fail}: the first of both counts. */
    public void complete() {
        end(null);
    }

    public void fail(ServeException failure) {
        end(failure);
    }

    private void end(@Nullable ServeException failure) {
        synchronized (lock) {
            if (ended) {
                return;
            }
            ended = true;
            this.failure = failure;
        }
        deliver();
    }

    private void deliver() {
        synchronized (lock) {
            if (delivering || subscriber == null) {
                return;
            }
            delivering = true;
        }
        while (deliverOne()) {}
    }

    /** One event, or the end; false when there is nothing to deliver now, and then nobody delivers. */
    private boolean deliverOne() {
        GenerationEvent event = null;
        boolean roomAgain = false;
        Flow.Subscriber<? super GenerationEvent> to;
        synchronized (lock) {
            to = Objects.requireNonNull(subscriber);
            if (cancelled || done) {
                waiting.clear();
                delivering = false;
                return false;
            }
            if (!waiting.isEmpty() && demand > 0 && !held) {
                demand--;
                event = waiting.poll();
                roomAgain = waiting.size() == capacity / 2;
            } else if (waiting.isEmpty() && ended) {
                done = true;
            } else {
                delivering = false;
                return false;
            }
        }
        if (event != null) {
            to.onNext(event);
        } else if (failure != null) {
            to.onError(failure);
        } else {
            to.onComplete();
        }
        if (roomAgain) {
            onChange.run();
        }
        return true;
    }

    private final class Demand implements Flow.Subscription {
        @Override
        public void request(long count) {
            if (count <= 0) {
                fail(new ServeException(ServeException.Code.INTERNAL, "request: " + count + " (expected: > 0)"));
                return;
            }
            synchronized (lock) {
                demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            }
            deliver();
        }

        @Override
        public void cancel() {
            synchronized (lock) {
                cancelled = true;
                if (!delivering) {
                    waiting.clear();
                }
            }
            onChange.run();
        }
    }
}
