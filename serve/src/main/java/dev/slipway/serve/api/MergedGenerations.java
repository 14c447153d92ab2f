package dev.slipway.serve.api;

import dev.slipway.serve.engine.GenerationEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Several generations told as one, as they come: choice {@code c} of generation {@code g} has the index {@code g *
 * choices + c}. At most {@value #AT_ONCE} run, and of each at most one event waits here. Ends when all have ended, and
 * with the first failure, which ends the others.
 */
public final class MergedGenerations implements Flow.Publisher<GenerationEvent> {
    /** So that one call with many prompts does not fill the queue of all callers. */
    public static final int AT_ONCE = 16;

    private record Waiting(GenerationEvent event, Source from) {}

    private final List<Flow.Publisher<GenerationEvent>> sources;
    private final int choices;
    private final Object lock = new Object();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final List<Source> running = new ArrayList<>();
    private Flow.@Nullable Subscriber<? super GenerationEvent> subscriber;
    private int next;
    private long demand;
    private boolean delivering;
    private boolean over;
    private @Nullable Throwable failure;

    /** @param choices how many choices each generation has */
    public MergedGenerations(List<Flow.Publisher<GenerationEvent>> sources, int choices) {
        this.sources = List.copyOf(sources);
        this.choices = choices;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super GenerationEvent> reader) {
        synchronized (lock) {
            if (subscriber != null) {
                throw new IllegalStateException("generations have one subscriber");
            }
            subscriber = reader;
        }
        reader.onSubscribe(new Demand());
        for (int i = 0; i < AT_ONCE; i++) {
            startNext();
        }
    }

    private void startNext() {
        Source source;
        synchronized (lock) {
            if (over || next == sources.size()) {
                return;
            }
            source = new Source(next++);
            running.add(source);
        }
        sources.get(source.position).subscribe(source);
    }

    private void deliver() {
        synchronized (lock) {
            if (delivering) {
                return;
            }
            delivering = true;
        }
        while (deliverOne()) {}
    }

    private boolean deliverOne() {
        Waiting first = null;
        boolean end = false;
        var to = Objects.requireNonNull(subscriber);
        synchronized (lock) {
            if (over) {
                waiting.clear();
                delivering = false;
                return false;
            }
            if (failure != null || (waiting.isEmpty() && running.isEmpty() && next == sources.size())) {
                over = true;
                end = true;
            } else if (demand > 0 && !waiting.isEmpty()) {
                demand--;
                first = waiting.poll();
            } else {
                delivering = false;
            }
        }
        if (first != null) {
            to.onNext(first.event());
            first.from().more();
        } else if (end && failure != null) {
            cancelRunning();
            to.onError(failure);
        } else if (end) {
            to.onComplete();
        }
        return first != null || end;
    }

    private void cancelRunning() {
        List<Source> all;
        synchronized (lock) {
            over = true;
            all = List.copyOf(running);
            running.clear();
        }
        all.forEach(Source::cancel);
    }

    private GenerationEvent shifted(GenerationEvent event, int by) {
        return switch (event) {
            case GenerationEvent.Tokens(int index, var ids, var text, var logprobs) ->
                new GenerationEvent.Tokens(index + by, ids, text, logprobs);
            case GenerationEvent.Delta(int index, var delta) -> new GenerationEvent.Delta(index + by, delta);
            case GenerationEvent.PromptLogprobs(int index, var logprobs) ->
                new GenerationEvent.PromptLogprobs(index + by, logprobs);
            case GenerationEvent.Finished(int index, var reason, var usage) ->
                new GenerationEvent.Finished(index + by, reason, usage);
        };
    }

    /** One generation, asked for an event when its last one was taken. */
    private final class Source implements Flow.Subscriber<GenerationEvent> {
        private final int position;
        private volatile Flow.@Nullable Subscription events;

        Source(int position) {
            this.position = position;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            events = subscription;
            boolean late;
            synchronized (lock) {
                late = over;
            }
            if (late) {
                subscription.cancel();
            } else {
                subscription.request(1);
            }
        }

        void more() {
            Objects.requireNonNull(events).request(1);
        }

        void cancel() {
            Flow.Subscription current = events;
            if (current != null) {
                current.cancel();
            }
        }

        @Override
        public void onNext(GenerationEvent event) {
            synchronized (lock) {
                waiting.add(new Waiting(shifted(event, position * choices), this));
            }
            deliver();
        }

        @Override
        public void onError(Throwable thrown) {
            synchronized (lock) {
                running.remove(this);
                failure = failure == null ? thrown : failure;
            }
            deliver();
        }

        @Override
        public void onComplete() {
            synchronized (lock) {
                running.remove(this);
            }
            startNext();
            deliver();
        }
    }

    private final class Demand implements Flow.Subscription {
        @Override
        public void request(long wanted) {
            synchronized (lock) {
                demand = demand + wanted < 0 ? Long.MAX_VALUE : demand + wanted;
            }
            deliver();
        }

        @Override
        public void cancel() {
            cancelRunning();
        }
    }
}
