package dev.slipway.serve.api;

import dev.slipway.serve.engine.GenerationEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a generation to its end, for answers that are not streamed. Cancelling the result ends the generation. */
public final class WholeGeneration {
    private WholeGeneration() {}

    /** The events in order; fails with what the generation failed with. */
    public static CompletableFuture<List<GenerationEvent>> of(Flow.Publisher<GenerationEvent> generation) {
        Reader reader = new Reader();
        generation.subscribe(reader);
        return reader;
    }

    private static final class Reader extends CompletableFuture<List<GenerationEvent>>
            implements Flow.Subscriber<GenerationEvent> {
        private final List<GenerationEvent> events = new ArrayList<>();
        private volatile Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(GenerationEvent event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable failure) {
            completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            complete(events);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            Flow.Subscription current = subscription;
            if (current != null) {
                current.cancel();
            }
            return super.cancel(mayInterruptIfRunning);
        }
    }
}
