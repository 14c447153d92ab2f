package dev.slipway.serve.sglang;

import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.Cancellation;
import dev.slipway.serve.api.MappedGeneration;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.proto.ClassifyRequest;
import dev.slipway.serve.proto.ClassifyResponse;
import dev.slipway.serve.proto.EmbedResponse;
import dev.slipway.serve.proto.TextEmbedRequest;
import dev.slipway.serve.proto.TextEmbedResponse;
import dev.slipway.serve.proto.TextGenerateRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Generation and embedding as the typed RPCs have them. An answer that is not streamed is one message, with {@code
 * finished}; with several choices one a choice, told apart by {@code index} in meta_info.
 */
public final class TypedApi {
    private final Operations operations;

    public TypedApi(Operations operations) {
        this.operations = operations;
    }

    /** TextGenerateResponses in their wire form. */
    public Flow.Publisher<byte[]> textGenerate(TextGenerateRequest request, Call call) {
        return generate(NativeGeneration.read(request), call, TypedForm.TEXT);
    }

    /** GenerateResponses in their wire form. */
    public Flow.Publisher<byte[]> generate(dev.slipway.serve.proto.GenerateRequest request, Call call) {
        return generate(NativeGeneration.read(request), call, TypedForm.IDS);
    }

    private Flow.Publisher<byte[]> generate(NativeGeneration generation, Call call, TypedForm form) {
        boolean incremental = generation.isStreamed() && operations.facts().incrementalStreaming();
        GenerationProgress progress = new GenerationProgress(generation, operations.weightVersion(), incremental);
        Flow.Publisher<GenerationEvent> events = operations.generate(generation, call);
        return new MappedGeneration<>(events, event -> told(generation, progress, event, form));
    }

    private static byte @Nullable [] told(
            NativeGeneration generation, GenerationProgress progress, GenerationEvent event, TypedForm form) {
        boolean isNews = progress.add(event);
        ChoiceProgress choice = progress.choice(event.index());
        if (!isNews || !generation.isStreamed() && !choice.isFinished()) {
            return null;
        }
        return progress.message(event.index(), form);
    }

    public CompletionStage<TextEmbedResponse> textEmbed(TextEmbedRequest request, Call call) {
        return Cancellation.map(
                embed(
                        request.getRid(),
                        new Prompt.Text(request.getText()),
                        routing(request.getRoutingKey(), request.hasRoutingKey(), request.getTraceHeadersMap()),
                        call),
                made -> TextEmbedResponse.newBuilder()
                        .addAllEmbedding(made.embedding().values())
                        .putAllMetaInfo(made.meta())
                        .build());
    }

    public CompletionStage<EmbedResponse> embed(dev.slipway.serve.proto.EmbedRequest request, Call call) {
        NativeGeneration.notNegative(request.getInputIdsList());
        return Cancellation.map(
                embed(
                        request.getRid(),
                        tokens(request.getInputIdsList()),
                        routing(request.getRoutingKey(), request.hasRoutingKey(), request.getTraceHeadersMap()),
                        call),
                made -> EmbedResponse.newBuilder()
                        .addAllEmbedding(made.embedding().values())
                        .putAllMetaInfo(made.meta())
                        .build());
    }

    public CompletionStage<ClassifyResponse> classify(ClassifyRequest request, Call call) {
        NativeGeneration.notNegative(request.getInputIdsList());
        if (request.getText().isEmpty() && request.getInputIdsCount() == 0) {
            throw ServeException.invalid("text, input_ids: none (expected: one of them)");
        }
        Prompt prompt =
                request.getText().isEmpty() ? tokens(request.getInputIdsList()) : new Prompt.Text(request.getText());
        return Cancellation.map(
                embed(
                        request.getRid(),
                        prompt,
                        routing(request.getRoutingKey(), request.hasRoutingKey(), request.getTraceHeadersMap()),
                        call),
                made -> ClassifyResponse.newBuilder()
                        .addAllEmbedding(made.embedding().values())
                        .putAllMetaInfo(made.meta())
                        .build());
    }

    private static Prompt tokens(List<Integer> ids) {
        if (ids.isEmpty()) {
            throw ServeException.invalid("input_ids: [] (expected: at least one token)");
        }
        return new Prompt.Tokens(ids);
    }

    private static RequestRouting routing(String key, boolean hasKey, Map<String, String> traceHeaders) {
        return new RequestRouting(
                Optional.empty(),
                hasKey ? Optional.of(key) : Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                traceHeaders);
    }

    private record Made(Embedding embedding, Map<String, String> meta) {}

    private CompletableFuture<Made> embed(String givenRid, Prompt prompt, RequestRouting routing, Call call) {
        String rid = NativeGeneration.rid(givenRid);
        return Cancellation.map(
                operations.embed(new EmbedRequest(rid, prompt, routing), call),
                embedding -> new Made(
                        embedding, Map.of("id", rid, "prompt_tokens", Integer.toString(embedding.promptTokens()))));
    }
}
