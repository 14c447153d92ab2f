package dev.slipway.serve.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Parser;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.api.JsonOperation;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.proto.AbortRequest;
import dev.slipway.serve.proto.AbortResponse;
import dev.slipway.serve.proto.ClassifyRequest;
import dev.slipway.serve.proto.ClassifyResponse;
import dev.slipway.serve.proto.ContinueGenerationRequest;
import dev.slipway.serve.proto.ContinueGenerationResponse;
import dev.slipway.serve.proto.DetokenizeRequest;
import dev.slipway.serve.proto.DetokenizeResponse;
import dev.slipway.serve.proto.EmbedRequest;
import dev.slipway.serve.proto.EmbedResponse;
import dev.slipway.serve.proto.FlushCacheRequest;
import dev.slipway.serve.proto.FlushCacheResponse;
import dev.slipway.serve.proto.GenerateRequest;
import dev.slipway.serve.proto.GenerateResponse;
import dev.slipway.serve.proto.GetLoadRequest;
import dev.slipway.serve.proto.GetLoadResponse;
import dev.slipway.serve.proto.GetModelInfoRequest;
import dev.slipway.serve.proto.GetModelInfoResponse;
import dev.slipway.serve.proto.GetServerInfoRequest;
import dev.slipway.serve.proto.GetServerInfoResponse;
import dev.slipway.serve.proto.HealthCheckRequest;
import dev.slipway.serve.proto.HealthCheckResponse;
import dev.slipway.serve.proto.ListModelsRequest;
import dev.slipway.serve.proto.ListModelsResponse;
import dev.slipway.serve.proto.ModelCard;
import dev.slipway.serve.proto.OpenAIRequest;
import dev.slipway.serve.proto.OpenAIResponse;
import dev.slipway.serve.proto.OpenAIStreamChunk;
import dev.slipway.serve.proto.PauseGenerationRequest;
import dev.slipway.serve.proto.PauseGenerationResponse;
import dev.slipway.serve.proto.SglangServiceGrpc;
import dev.slipway.serve.proto.StartProfileRequest;
import dev.slipway.serve.proto.StartProfileResponse;
import dev.slipway.serve.proto.StopProfileRequest;
import dev.slipway.serve.proto.StopProfileResponse;
import dev.slipway.serve.proto.TextEmbedRequest;
import dev.slipway.serve.proto.TextEmbedResponse;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.proto.TextGenerateResponse;
import dev.slipway.serve.proto.TokenizeRequest;
import dev.slipway.serve.proto.TokenizeResponse;
import dev.slipway.serve.proto.UpdateWeightsRequest;
import dev.slipway.serve.proto.UpdateWeightsResponse;
import dev.slipway.serve.sglang.Operations;
import dev.slipway.serve.sglang.TypedApi;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** The RPCs of {@code sglang.runtime.v1.SglangService}. Nothing blocks, so that they run on event loops. */
final class SglangGrpcService extends SglangServiceGrpc.SglangServiceImplBase {
    private final Operations operations;
    private final TypedApi typed;
    private final OpenAiRpcs openAi;
    private final StreamedRpcs streamed;

    SglangGrpcService(Operations operations, TypedApi typed, OpenAiRpcs openAi, StreamedRpcs streamed) {
        this.operations = operations;
        this.typed = typed;
        this.openAi = openAi;
        this.streamed = streamed;
    }

    @Override
    public void textGenerate(TextGenerateRequest request, StreamObserver<TextGenerateResponse> answer) {
        stream(streamed.textGenerate(), request, answer, TextGenerateResponse.parser());
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> answer) {
        stream(streamed.generate(), request, answer, GenerateResponse.parser());
    }

    @Override
    public void textEmbed(TextEmbedRequest request, StreamObserver<TextEmbedResponse> answer) {
        tell(answer, () -> typed.textEmbed(request, call("TextEmbed", request.getTraceHeadersMap())));
    }

    @Override
    public void embed(EmbedRequest request, StreamObserver<EmbedResponse> answer) {
        tell(answer, () -> typed.embed(request, call("Embed", request.getTraceHeadersMap())));
    }

    @Override
    public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> answer) {
        tell(answer, () -> typed.classify(request, call("Classify", request.getTraceHeadersMap())));
    }

    @Override
    public void tokenize(TokenizeRequest request, StreamObserver<TokenizeResponse> answer) {
        boolean special = !request.hasAddSpecialTokens() || request.getAddSpecialTokens();
        tell(
                answer,
                () -> operations
                        .text()
                        .tokenize(request.getText(), special)
                        .thenApply(ids -> TokenizeResponse.newBuilder()
                                .addAllTokens(ids)
                                .setCount(ids.size())
                                .setMaxModelLen(operations.model().contextLength())
                                .setInputText(request.getText())
                                .build()));
    }

    @Override
    public void detokenize(DetokenizeRequest request, StreamObserver<DetokenizeResponse> answer) {
        tell(answer, () -> {
            for (int id : request.getTokensList()) {
                if (id < 0) {
                    throw ServeException.invalid("tokens: " + id + " (expected: token ids, 0 and more)");
                }
            }
            return operations
                    .text()
                    .detokenize(request.getTokensList())
                    .thenApply(text ->
                            DetokenizeResponse.newBuilder().setText(text).build());
        });
    }

    @Override
    public void healthCheck(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
        now(
                answer,
                () -> HealthCheckResponse.newBuilder()
                        .setHealthy(operations.isHealthy())
                        .build());
    }

    @Override
    public void getModelInfo(GetModelInfoRequest request, StreamObserver<GetModelInfoResponse> answer) {
        now(
                answer,
                () -> GetModelInfoResponse.newBuilder()
                        .setModelPath(operations.model().path())
                        .setJsonInfo(operations.modelInfo().toString())
                        .build());
    }

    @Override
    public void getServerInfo(GetServerInfoRequest request, StreamObserver<GetServerInfoResponse> answer) {
        now(
                answer,
                () -> GetServerInfoResponse.newBuilder()
                        .setJsonInfo(operations.serverInfo().toString())
                        .build());
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> answer) {
        now(
                answer,
                () -> ListModelsResponse.newBuilder()
                        .addModels(ModelCard.newBuilder()
                                .setId(operations.servedModelName())
                                .setRoot(operations.model().path())
                                .setMaxModelLen(operations.model().contextLength()))
                        .build());
    }

    @Override
    public void getLoad(GetLoadRequest request, StreamObserver<GetLoadResponse> answer) {
        OptionalInt rank = request.hasDpRank() ? OptionalInt.of(request.getDpRank()) : OptionalInt.empty();
        now(
                answer,
                () -> GetLoadResponse.newBuilder()
                        .setJsonInfo(operations.loads(rank).toString())
                        .build());
    }

    @Override
    public void abort(AbortRequest request, StreamObserver<AbortResponse> answer) {
        now(answer, () -> {
            operations.abort(request.getRid(), request.getAbortAll());
            return AbortResponse.newBuilder().setSuccess(true).build();
        });
    }

    @Override
    public void flushCache(FlushCacheRequest request, StreamObserver<FlushCacheResponse> answer) {
        tell(
                answer,
                () -> operations
                        .flushCache()
                        .thenApply(done -> FlushCacheResponse.newBuilder()
                                .setSuccess(done)
                                .setMessage(Operations.flushMessage(done))
                                .build()));
    }

    @Override
    public void pauseGeneration(PauseGenerationRequest request, StreamObserver<PauseGenerationResponse> answer) {
        now(
                answer,
                () -> PauseGenerationResponse.newBuilder()
                        .setMessage(operations.pause(request.getMode()))
                        .build());
    }

    @Override
    public void continueGeneration(
            ContinueGenerationRequest request, StreamObserver<ContinueGenerationResponse> answer) {
        now(
                answer,
                () -> ContinueGenerationResponse.newBuilder()
                        .setMessage(operations.resume())
                        .build());
    }

    @Override
    public void chatComplete(OpenAIRequest request, StreamObserver<OpenAIStreamChunk> answer) {
        stream(streamed.chatComplete(), request, answer, OpenAIStreamChunk.parser());
    }

    @Override
    public void complete(OpenAIRequest request, StreamObserver<OpenAIStreamChunk> answer) {
        stream(streamed.complete(), request, answer, OpenAIStreamChunk.parser());
    }

    @Override
    public void openAIEmbed(OpenAIRequest request, StreamObserver<OpenAIResponse> answer) {
        tellJson(answer, openAi.embed(), "OpenAIEmbed", request);
    }

    @Override
    public void openAIClassify(OpenAIRequest request, StreamObserver<OpenAIResponse> answer) {
        tellJson(answer, openAi.classify(), "OpenAIClassify", request);
    }

    @Override
    public void score(OpenAIRequest request, StreamObserver<OpenAIResponse> answer) {
        tellJson(answer, openAi.score(), "Score", request);
    }

    @Override
    public void rerank(OpenAIRequest request, StreamObserver<OpenAIResponse> answer) {
        tellJson(answer, openAi.rerank(), "Rerank", request);
    }

    @Override
    public void startProfile(StartProfileRequest request, StreamObserver<StartProfileResponse> answer) {
        Optional<String> directory = request.hasOutputDir() ? Optional.of(request.getOutputDir()) : Optional.empty();
        tell(
                answer,
                () -> operations
                        .startProfile(directory)
                        .thenApply(message -> StartProfileResponse.newBuilder()
                                .setMessage(message)
                                .build()));
    }

    @Override
    public void stopProfile(StopProfileRequest request, StreamObserver<StopProfileResponse> answer) {
        tell(
                answer,
                () -> operations
                        .stopProfile()
                        .thenApply(message -> StopProfileResponse.newBuilder()
                                .setMessage(message)
                                .build()));
    }

    @Override
    public void updateWeightsFromDisk(UpdateWeightsRequest request, StreamObserver<UpdateWeightsResponse> answer) {
        Optional<String> format = request.hasLoadFormat() ? Optional.of(request.getLoadFormat()) : Optional.empty();
        tell(
                answer,
                () -> operations
                        .updateWeights(request.getModelPath(), format)
                        .thenApply(message -> UpdateWeightsResponse.newBuilder()
                                .setSuccess(true)
                                .setMessage(message)
                                .build()));
    }

    private static Call call(String operation, Map<String, String> given) {
        return GrpcCall.current().as(operation, given);
    }

    private static <Q, A> void stream(StreamedRpc<Q> rpc, Q request, StreamObserver<A> answer, Parser<A> parser) {
        StreamedAnswer<A> messages = new StreamedAnswer<>(
                (ServerCallStreamObserver<A>) answer,
                parser,
                ServiceRequestContext.current().eventLoop().withoutContext());
        try {
            CompletionStage<Flow.Publisher<byte[]>> stage = rpc.answer(request, GrpcCall.current());
            messages.dependsOn(stage);
            stage.whenComplete((made, failure) -> {
                if (failure == null) {
                    made.subscribe(messages);
                } else {
                    answer.onError(GrpcErrors.of(failure));
                }
            });
        } catch (ServeException e) {
            answer.onError(GrpcErrors.of(e));
        }
    }

    private static <T> void now(StreamObserver<T> answer, Supplier<T> operation) {
        tell(answer, () -> CompletableFuture.completedFuture(operation.get()));
    }

    private static <T> void tell(StreamObserver<T> answer, Supplier<? extends CompletionStage<T>> operation) {
        try {
            CompletionStage<T> stage = operation.get();
            ((ServerCallStreamObserver<T>) answer)
                    .setOnCancelHandler(() -> stage.toCompletableFuture().cancel(false));
            stage.whenComplete((message, failure) -> {
                if (failure == null) {
                    answer.onNext(message);
                    answer.onCompleted();
                } else {
                    answer.onError(GrpcErrors.of(failure));
                }
            });
        } catch (ServeException e) {
            answer.onError(GrpcErrors.of(e));
        }
    }

    /** Failures that the caller's body is to blame for are told in JSON, with their HTTP status. */
    private static void tellJson(
            StreamObserver<OpenAIResponse> answer, JsonOperation operation, String name, OpenAIRequest request) {
        tell(
                answer,
                () -> operation
                        .answer(request.getJsonBody().toByteArray(), call(name, request.getTraceHeadersMap()))
                        .thenApply(json -> switch (json) {
                            case JsonAnswer.Whole(int status, byte[] body) ->
                                OpenAIResponse.newBuilder()
                                        .setJsonBody(ByteString.copyFrom(body))
                                        .setStatusCode(status)
                                        .build();
                            case JsonAnswer.Streamed _ ->
                                throw new ServeException(
                                        ServeException.Code.INTERNAL,
                                        name + ": a streamed answer (expected: one body)");
                        }));
    }
}
