package dev.slipway.serve.api;

import dev.slipway.serve.engine.GenerationEvent;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A generation's events, each turned into at most one {@code T}. Demand and cancellation go through one to one, so that
 * nothing waits here.
 *
 * @param source has one subscriber only, and so has this
 * @param mapping null for an event that the reader need not know of; called for one event after the other
 */
public record MappedGeneration<T>(
        Flow.Publisher<GenerationEvent> source, Function<GenerationEvent, @Nullable T> mapping)
        implements Flow.Publisher<T> {
    @Override
    public void subscribe(Flow.Subscriber<? super T> reader) {
        source.subscribe(new Flow.Subscriber<>() {
            private Flow.@Nullable Subscription subscription;

            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                reader.onSubscribe(given);
            }

            @Override
            public void onNext(GenerationEvent event) {
                T mapped = mapping.apply(event);
                if (mapped != null) {
                    reader.onNext(mapped);
                } else if (subscription != null) {
                    // The reader waits for one still.
                    subscription.request(1);
                }
            }

            @Override
            public void onError(Throwable failure) {
                reader.onError(failure);
            }

            @Override
            public void onComplete() {
                reader.onComplete();
            }
        });
    }
}
