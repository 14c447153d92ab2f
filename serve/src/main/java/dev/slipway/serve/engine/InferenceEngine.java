package dev.slipway.serve.engine;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A model that answers requests, many at a time. All methods return at once and may be called from any thread, that of
 * an event loop among them; what takes time is told later, through the stage or the publisher returned. Failures are
 * {@link ServeException}s, in the stage or in {@code onError}.
 */
public interface InferenceEngine extends AutoCloseable {
    /** The model served now; another one after {@link EngineAdmin#updateWeights}. */
    ModelInfo model();

    /**
     * Generates once a subscriber is there. One subscriber only; a second one gets an {@code IllegalStateException}.
     *
     * <p>Every choice (0 to n-1) gives {@link GenerationEvent.Tokens} in order and one {@link GenerationEvent.Finished};
     * then the stream completes. The engine never gives more events than were asked for by {@code request}, keeps at
     * most a few tens of tokens ahead of the subscriber, and then stops working on the request until there is demand.
     * {@code cancel} frees what the request holds within milliseconds.
     */
    Flow.Publisher<GenerationEvent> generate(GenerateRequest request);

    /** The vector of a text; refused with UNIMPLEMENTED by an engine whose model has none. */
    CompletionStage<Embedding> embed(EmbedRequest request);

    /** Texts to token ids and back, and chats to prompts. */
    TextCodec text();

    /** Load, caches, profiles, weights. */
    EngineAdmin admin();

    /** Whether requests can be answered now; cheap, asked by health checks. */
    boolean isHealthy();

    /** Ends running requests with UNAVAILABLE and frees the model. Idempotent; waits for the engine's threads. */
    @Override
    void close();
}
