package dev.slipway.serve.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.slipway.serve.api.Cancellation;
import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.api.JsonOperation;
import dev.slipway.serve.proto.GenerateRequest;
import dev.slipway.serve.proto.OpenAIRequest;
import dev.slipway.serve.proto.OpenAIStreamChunk;
import dev.slipway.serve.proto.SglangServiceGrpc;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.sglang.TypedApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The streaming RPCs of {@code sglang.runtime.v1.SglangService}. Nothing blocks. */
record StreamedRpcs(
        StreamedRpc<TextGenerateRequest> textGenerate,
        StreamedRpc<GenerateRequest> generate,
        StreamedRpc<OpenAIRequest> chatComplete,
        StreamedRpc<OpenAIRequest> complete) {

    static StreamedRpcs of(TypedApi typed, OpenAiRpcs openAi) {
        return new StreamedRpcs(
                new StreamedRpc<>(
                        "TextGenerate",
                        TextGenerateRequest.parser(),
                        (request, call) -> CompletableFuture.completedFuture(
                                typed.textGenerate(request, call.as("TextGenerate", request.getTraceHeadersMap())))),
                new StreamedRpc<>(
                        "Generate",
                        GenerateRequest.parser(),
                        (request, call) -> CompletableFuture.completedFuture(
                                typed.generate(request, call.as("Generate", request.getTraceHeadersMap())))),
                json("ChatComplete", openAi.chat()),
                json("Complete", openAi.complete()));
    }

    private static StreamedRpc<OpenAIRequest> json(String name, JsonOperation operation) {
        return new StreamedRpc<>(name, OpenAIRequest.parser(), (request, call) -> {
            CompletionStage<JsonAnswer> answer =
                    operation.answer(request.getJsonBody().toByteArray(), call.as(name, request.getTraceHeadersMap()));
            return Cancellation.map(answer, StreamedRpcs::messages);
        });
    }

    /** An answer that is not streamed is one finished chunk. */
    private static Flow.Publisher<byte[]> messages(JsonAnswer answer) {
        return switch (answer) {
            case JsonAnswer.Whole whole -> new OneMessage(chunk(whole.json(), true));
            case JsonAnswer.Streamed(var chunks) -> new JsonChunks(chunks);
        };
    }

    static byte[] chunk(byte[] json, boolean finished) {
        return OpenAIStreamChunk.newBuilder()
                .setJsonChunk(UnsafeByteOperations.unsafeWrap(json))
                .setFinished(finished)
                .build()
                .toByteArray();
    }

    /** By their paths on the server. */
    Map<String, StreamedRpc<?>> byPath() {
        Map<String, StreamedRpc<?>> paths = new HashMap<>();
        List.of(textGenerate, generate, chatComplete, complete)
                .forEach(rpc -> paths.put("/" + SglangServiceGrpc.SERVICE_NAME + "/" + rpc.name(), rpc));
        return Map.copyOf(paths);
    }
}
