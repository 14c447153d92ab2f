package dev.slipway.serve.api;

import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.GenerationStream;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Several generations told as one, as they come: choice {@code c} of generation {@code g} has the index {@code g *
 * choices + c}. Ends when all have ended, and with the first failure, which ends the others.
 */
public final class MergedGenerations implements Flow.Publisher<GenerationEvent> {
    private static final int WINDOW = 8;

    private final List<Feed> feeds = new ArrayList<>();
    private final List<Flow.Publisher<GenerationEvent>> sources;
    private final GenerationStream merged = new GenerationStream(32, this::changed);
    private final AtomicInteger open;
    private final AtomicBoolean isStarted = new AtomicBoolean();

    /** @param choices how many choices each generation has */
    public MergedGenerations(List<Flow.Publisher<GenerationEvent>> sources, int choices) {
        this.sources = List.copyOf(sources);
        this.open = new AtomicInteger(sources.size());
        for (int i = 0; i < sources.size(); i++) {
            feeds.add(new Feed(i * choices));
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super GenerationEvent> reader) {
        merged.subscribe(reader);
    }

    private void changed() {
        if (merged.isCancelled()) {
            feeds.forEach(Feed::cancel);
        } else if (isStarted.compareAndSet(false, true)) {
            for (int i = 0; i < feeds.size(); i++) {
                sources.get(i).subscribe(feeds.get(i));
            }
        } else {
            feeds.forEach(Feed::refill);
        }
    }

    private final class Feed implements Flow.Subscriber<GenerationEvent> {
        private final int firstIndex;
        private Flow.@Nullable Subscription subscription;
        private int outstanding;
        private boolean cancelled;

        Feed(int firstIndex) {
            this.firstIndex = firstIndex;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            boolean late;
            synchronized (this) {
                subscription = given;
                late = cancelled;
            }
            if (late) {
                given.cancel();
            } else {
                refill();
            }
        }

        void refill() {
            Flow.Subscription from;
            int more;
            synchronized (this) {
                from = subscription;
                more = WINDOW - outstanding;
                if (from == null || cancelled || more < WINDOW / 2 || !merged.hasRoom()) {
                    return;
                }
                outstanding += more;
            }
            from.request(more);
        }

        void cancel() {
            Flow.Subscription from;
            synchronized (this) {
                cancelled = true;
                from = subscription;
            }
            if (from != null) {
                from.cancel();
            }
        }

        @Override
        public void onNext(GenerationEvent event) {
            synchronized (this) {
                outstanding--;
                if (cancelled) {
                    return;
                }
            }
            merged.emit(moved(event));
            refill();
        }

        private GenerationEvent moved(GenerationEvent event) {
            int index = firstIndex + event.index();
            return switch (event) {
                case GenerationEvent.Tokens tokens ->
                    new GenerationEvent.Tokens(index, tokens.ids(), tokens.text(), tokens.logprobs());
                case GenerationEvent.Delta delta -> new GenerationEvent.Delta(index, delta.delta());
                case GenerationEvent.PromptLogprobs prompt ->
                    new GenerationEvent.PromptLogprobs(index, prompt.logprobs());
                case GenerationEvent.Finished finished ->
                    new GenerationEvent.Finished(index, finished.reason(), finished.usage());
            };
        }

        @Override
        public void onError(Throwable failure) {
            feeds.forEach(Feed::cancel);
            merged.fail(
                    failure instanceof ServeException known
                            ? known
                            : new ServeException(ServeException.Code.INTERNAL, "a generation failed", failure));
        }

        @Override
        public void onComplete() {
            if (open.decrementAndGet() == 0) {
                merged.complete();
            }
        }
    }
}
