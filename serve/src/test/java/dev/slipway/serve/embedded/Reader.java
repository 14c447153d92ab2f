package dev.slipway.serve.embedded;

import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.TokenLogprob;
import dev.slipway.serve.engine.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads one generation, all at once or as told. */
final class Reader implements Flow.Subscriber<GenerationEvent> {
    private final long first;
    private final List<GenerationEvent> events = new ArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final CompletableFuture<Void> firstTokens = new CompletableFuture<>();

    /** @param first how many events it asks for at the start */
    Reader(long first) {
        this.first = first;
    }

    static Reader of(Flow.Publisher<GenerationEvent> generation) {
        return of(generation, Long.MAX_VALUE);
    }

    static Reader of(Flow.Publisher<GenerationEvent> generation, long first) {
        Reader reader = new Reader(first);
        generation.subscribe(reader);
        return reader;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription.complete(subscription);
        if (first > 0) {
            subscription.request(first);
        }
    }

    @Override
    public synchronized void onNext(GenerationEvent event) {
        events.add(event);
        firstTokens.complete(null);
    }

    @Override
    public void onError(Throwable failure) {
        firstTokens.completeExceptionally(failure);
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }

    void request(long count) {
        subscription.join().request(count);
    }

    void cancel() {
        subscription.join().cancel();
    }

    Reader begun() {
        join(firstTokens);
        return this;
    }

    /** Waits for the end; what ended it otherwise is thrown. */
    Reader done() {
        join(end);
        return this;
    }

    boolean isDone() {
        return end.isDone();
    }

    synchronized List<GenerationEvent> events() {
        return List.copyOf(events);
    }

    String text() {
        return text(0);
    }

    String text(int index) {
        StringBuilder text = new StringBuilder();
        tokens(index).forEach(event -> text.append(event.text()));
        return text.toString();
    }

    List<Integer> ids(int index) {
        return tokens(index).stream().flatMap(event -> event.ids().stream()).toList();
    }

    List<TokenLogprob> logprobs() {
        return tokens(0).stream().flatMap(event -> event.logprobs().stream()).toList();
    }

    FinishReason reason() {
        return finished(0).reason();
    }

    TokenUsage usage(int index) {
        return finished(index).usage();
    }

    List<GenerationEvent.Tokens> tokens(int index) {
        return events().stream()
                .filter(event -> event.index() == index)
                .filter(GenerationEvent.Tokens.class::isInstance)
                .map(GenerationEvent.Tokens.class::cast)
                .toList();
    }

    private GenerationEvent.Finished finished(int index) {
        return events().stream()
                .filter(event -> event.index() == index)
                .filter(GenerationEvent.Finished.class::isInstance)
                .map(GenerationEvent.Finished.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static void join(CompletableFuture<Void> future) {
        try {
            future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
