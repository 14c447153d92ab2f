package dev.slipway.serve.openai;

import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.MergedGenerations;
import dev.slipway.serve.api.WatchFactory;
import dev.slipway.serve.api.WholeGeneration;
import dev.slipway.serve.dispatch.Dispatcher;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** The requests of one call at the dispatcher, several of them as one. */
record Task(Dispatcher dispatcher, WatchFactory watches, Call call) {
    /** At least one request, all with the same number of choices; begins when subscribed to. */
    Flow.Publisher<GenerationEvent> generate(List<GenerateRequest> requests) {
        List<Flow.Publisher<GenerationEvent>> all =
                requests.stream().map(this::generate).toList();
        return all.size() == 1
                ? all.getFirst()
                : new MergedGenerations(all, requests.getFirst().sampling().n());
    }

    /** All choices of the requests, read to their end. */
    CompletableFuture<List<Choice>> choices(List<GenerateRequest> requests) {
        int count = Math.multiplyExact(
                requests.size(), requests.getFirst().sampling().n());
        return map(WholeGeneration.of(generate(requests)), events -> Choice.of(events, count));
    }

    private Flow.Publisher<GenerationEvent> generate(GenerateRequest request) {
        return dispatcher.generate(request, call.timeout(), watches.watch(call, request.rid()));
    }

    CompletableFuture<List<Embedding>> embed(List<EmbedRequest> requests) {
        return EmbedBatch.start(
                requests,
                request -> dispatcher
                        .embed(request, call.timeout(), watches.watch(call, request.rid()))
                        .toCompletableFuture());
    }

    /** What {@code next} makes of a stage's value; cancelling the result cancels that. */
    static <A, B> CompletableFuture<B> then(CompletableFuture<A> first, Function<A, CompletableFuture<B>> next) {
        CompletableFuture<B> result = new CompletableFuture<>();
        result.whenComplete((_, _) -> {
            if (result.isCancelled()) {
                first.cancel(false);
            }
        });
        first.whenComplete((value, failure) -> {
            if (failure != null) {
                result.completeExceptionally(OpenAiErrors.known(failure));
            } else if (!result.isDone()) {
                try {
                    join(result, next.apply(value));
                } catch (RuntimeException e) {
                    result.completeExceptionally(OpenAiErrors.known(e));
                }
            }
        });
        return result;
    }

    /** The value, changed; cancelling the result cancels the first. */
    static <A, B> CompletableFuture<B> map(CompletableFuture<A> first, Function<A, B> change) {
        return then(first, value -> CompletableFuture.completedFuture(change.apply(value)));
    }

    private static <B> void join(CompletableFuture<B> result, CompletableFuture<B> second) {
        second.whenComplete((value, failure) -> {
            if (failure != null) {
                result.completeExceptionally(OpenAiErrors.known(failure));
            } else {
                result.complete(value);
            }
        });
        result.whenComplete((_, _) -> {
            if (result.isCancelled()) {
                second.cancel(false);
            }
        });
    }
}
