package dev.slipway.serve.api;

import dev.slipway.serve.dispatch.Dispatcher;
import dev.slipway.serve.dispatch.RequestWatch;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.RequestRouting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The requests of one call at the dispatcher, several of them as one. */
public record Task(Dispatcher dispatcher, WatchFactory watches, Call call) {
    /** At least one request, all with the same number of choices; begins when subscribed to. */
    public Flow.Publisher<GenerationEvent> generate(List<GenerateRequest> requests) {
        List<Flow.Publisher<GenerationEvent>> all =
                requests.stream().map(this::generate).toList();
        return all.size() == 1
                ? all.getFirst()
                : new MergedGenerations(all, requests.getFirst().sampling().n());
    }

    private Flow.Publisher<GenerationEvent> generate(GenerateRequest request) {
        RequestWatch watch = watches.watch(call, request.rid());
        return dispatcher.generate(request.withRouting(onward(request.routing(), watch)), call.timeout(), watch);
    }

    /** The vectors, in order. */
    public CompletableFuture<List<Embedding>> embed(List<EmbedRequest> requests) {
        return EmbedBatch.start(requests, request -> embed(request).toCompletableFuture());
    }

    public CompletionStage<Embedding> embed(EmbedRequest request) {
        RequestWatch watch = watches.watch(call, request.rid());
        EmbedRequest traced = new EmbedRequest(request.rid(), request.prompt(), onward(request.routing(), watch));
        return dispatcher.embed(traced, call.timeout(), watch);
    }

    private static RequestRouting onward(RequestRouting routing, RequestWatch watch) {
        return routing.withTraceHeaders(watch.onward(routing.traceHeaders()));
    }
}
