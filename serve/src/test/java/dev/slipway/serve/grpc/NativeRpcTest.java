package dev.slipway.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.config.Security;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.proto.AbortRequest;
import dev.slipway.serve.proto.ClassifyRequest;
import dev.slipway.serve.proto.ContinueGenerationRequest;
import dev.slipway.serve.proto.DetokenizeRequest;
import dev.slipway.serve.proto.EmbedRequest;
import dev.slipway.serve.proto.FlushCacheRequest;
import dev.slipway.serve.proto.GenerateRequest;
import dev.slipway.serve.proto.GenerateResponse;
import dev.slipway.serve.proto.GetLoadRequest;
import dev.slipway.serve.proto.GetModelInfoRequest;
import dev.slipway.serve.proto.GetServerInfoRequest;
import dev.slipway.serve.proto.HealthCheckRequest;
import dev.slipway.serve.proto.ListModelsRequest;
import dev.slipway.serve.proto.PauseGenerationRequest;
import dev.slipway.serve.proto.SamplingParams;
import dev.slipway.serve.proto.StartProfileRequest;
import dev.slipway.serve.proto.StopProfileRequest;
import dev.slipway.serve.proto.TextEmbedRequest;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.proto.TextGenerateResponse;
import dev.slipway.serve.proto.TokenizeRequest;
import dev.slipway.serve.proto.TokenizeResponse;
import dev.slipway.serve.proto.UpdateWeightsRequest;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every native RPC with grpc-java's generated client, over a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NativeRpcTest {
    private final ScriptedEngine engine =
            new ScriptedEngine(Script.FAST.withPace(Duration.ofMillis(1)).withEndAfter(50));
    private final InferenceServer server = InferenceServer.start(ServeConfig.LOCAL, engine);
    private final GrpcClient client = new GrpcClient(server);

    @AfterAll
    void close() {
        client.close();
        server.close();
        engine.close();
    }

    @Test
    void textGenerate_withoutStream_isOneFinishedMessage() {
        List<TextGenerateResponse> answer = ImmutableList.copyOf(client.blocking()
                .textGenerate(TextGenerateRequest.newBuilder()
                        .setText("hello")
                        .setRid("mine")
                        .setSamplingParams(greedy(8))
                        .build()));
        assertThat(answer).singleElement().satisfies(message -> {
            assertThat(message.getFinished()).isTrue();
            assertThat(message.getText()).hasSize(8);
            assertThat(message.getMetaInfoMap())
                    .containsEntry("id", "mine")
                    .containsEntry("finish_reason", "{\"type\":\"length\",\"length\":8}")
                    .containsEntry("prompt_tokens", "6")
                    .containsEntry("completion_tokens", "8");
        });
    }

    @Test
    void textGenerate_streamed_tellsWhatThereIsSoFar() {
        List<TextGenerateResponse> answer = ImmutableList.copyOf(client.blocking()
                .textGenerate(TextGenerateRequest.newBuilder()
                        .setText("hello")
                        .setStream(true)
                        .setSamplingParams(greedy(8))
                        .build()));
        assertThat(answer).hasSize(9);
        String whole = answer.getLast().getText();
        for (int i = 0; i < 8; i++) {
            assertThat(answer.get(i).getText()).isEqualTo(whole.substring(0, i + 1));
            assertThat(answer.get(i).getFinished()).isFalse();
            assertThat(answer.get(i).getMetaInfoMap()).containsEntry("completion_tokens", "" + (i + 1));
        }
        assertThat(answer.getLast().getFinished()).isTrue();
    }

    @Test
    void generate_givesTheTokensOfTheText() {
        TokenizeResponse prompt = client.blocking()
                .tokenize(TokenizeRequest.newBuilder().setText("hello").build());
        List<GenerateResponse> tokens = ImmutableList.copyOf(client.blocking()
                .generate(GenerateRequest.newBuilder()
                        .addAllInputIds(prompt.getTokensList())
                        .setSamplingParams(greedy(8))
                        .build()));
        String text = client.blocking()
                .textGenerate(TextGenerateRequest.newBuilder()
                        .setText("hello")
                        .setSamplingParams(greedy(8))
                        .build())
                .next()
                .getText();
        assertThat(client.blocking()
                        .detokenize(DetokenizeRequest.newBuilder()
                                .addAllTokens(tokens.getLast().getOutputIdsList())
                                .build())
                        .getText())
                .isEqualTo(text);
    }

    @Test
    void logprobs_areTriplesInMetaInfo() {
        TextGenerateResponse answer = client.blocking()
                .textGenerate(TextGenerateRequest.newBuilder()
                        .setText("hello")
                        .setReturnLogprob(true)
                        .setTopLogprobsNum(2)
                        .setReturnTextInLogprobs(true)
                        .setSamplingParams(greedy(3))
                        .build())
                .next();
        JsonNode triples = json("{\"x\":" + answer.getMetaInfoMap().get("output_token_logprobs") + "}")
                .get("x");
        assertThat(triples).hasSize(3);
        assertThat(triples.get(0).get(0).doubleValue()).isNegative();
        assertThat(triples.get(0).get(2).textValue()).isEqualTo(answer.getText().substring(0, 1));
        assertThat(json("{\"x\":" + answer.getMetaInfoMap().get("output_top_logprobs") + "}")
                        .get("x")
                        .get(2))
                .hasSize(2);
    }

    @Test
    void severalChoices_areToldApartByTheirIndex() {
        List<TextGenerateResponse> answer = ImmutableList.copyOf(client.blocking()
                .textGenerate(TextGenerateRequest.newBuilder()
                        .setText("hello")
                        .setSamplingParams(greedy(4).toBuilder().setN(3))
                        .build()));
        assertThat(answer)
                .extracting(each -> each.getMetaInfoMap().get("index"))
                .containsExactly("0", "1", "2");
    }

    @Test
    void embeddings_ofTextAndTokensAgree() {
        List<Float> ofText = client.blocking()
                .textEmbed(TextEmbedRequest.newBuilder().setText("hello").build())
                .getEmbeddingList();
        List<Integer> ids = client.blocking()
                .tokenize(TokenizeRequest.newBuilder().setText("hello").build())
                .getTokensList();
        assertThat(client.blocking()
                        .embed(EmbedRequest.newBuilder().addAllInputIds(ids).build())
                        .getEmbeddingList())
                .isEqualTo(ofText)
                .hasSize(8);
        assertThat(client.blocking()
                        .classify(ClassifyRequest.newBuilder().setText("hello").build())
                        .getEmbeddingList())
                .isEqualTo(ofText);
    }

    @Test
    void information_isJson() {
        assertThat(json(client.blocking()
                                .getModelInfo(GetModelInfoRequest.getDefaultInstance())
                                .getJsonInfo())
                        .get("is_generation")
                        .booleanValue())
                .isTrue();
        assertThat(json(client.blocking()
                                .getServerInfo(GetServerInfoRequest.getDefaultInstance())
                                .getJsonInfo())
                        .get("internal_states"))
                .hasSize(1);
        assertThat(client.blocking()
                        .getLoad(GetLoadRequest.newBuilder().setDpRank(3).build())
                        .getJsonInfo())
                .isEqualTo("[]");
        assertThat(client.blocking()
                        .listModels(ListModelsRequest.getDefaultInstance())
                        .getModels(0)
                        .getId())
                .isEqualTo("scripted");
        assertThat(client.blocking()
                        .healthCheck(HealthCheckRequest.getDefaultInstance())
                        .getHealthy())
                .isTrue();
    }

    @Test
    void abort_endsAStreamWithItsReason() {
        Iterator<TextGenerateResponse> answer = client.blocking().textGenerate(longRequest("long"));
        answer.next();
        assertThat(client.blocking()
                        .abort(AbortRequest.newBuilder().setRid("long").build())
                        .getSuccess())
                .isTrue();
        TextGenerateResponse last = null;
        while (answer.hasNext()) {
            last = answer.next();
        }
        assertThat(last).isNotNull();
        assertThat(last.getMetaInfoMap().get("finish_reason")).contains("\"type\":\"abort\"");
        assertThat(status(() -> client.blocking().abort(AbortRequest.getDefaultInstance())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void pause_holdsWhatComesUntilItIsContinued() throws Exception {
        client.blocking()
                .pauseGeneration(
                        PauseGenerationRequest.newBuilder().setMode("retract").build());
        CompletableFuture<TextGenerateResponse> answer = CompletableFuture.supplyAsync(() -> client.blocking()
                .textGenerate(TextGenerateRequest.newBuilder()
                        .setText("x")
                        .setSamplingParams(greedy(3))
                        .build())
                .next());
        Thread.sleep(50);
        assertThat(answer).isNotDone();
        assertThat(client.blocking()
                        .continueGeneration(ContinueGenerationRequest.getDefaultInstance())
                        .getMessage())
                .isEqualTo("Generation continued.");
        assertThat(answer.get(5, TimeUnit.SECONDS).getText()).hasSize(3);
        assertThat(status(() -> client.blocking()
                        .pauseGeneration(PauseGenerationRequest.newBuilder()
                                .setMode("gently")
                                .build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void cachesProfilesAndWeights_areAdministered() {
        assertThat(client.blocking()
                        .flushCache(FlushCacheRequest.getDefaultInstance())
                        .getSuccess())
                .isTrue();
        client.blocking().startProfile(StartProfileRequest.getDefaultInstance());
        assertThat(status(() -> client.blocking().startProfile(StartProfileRequest.getDefaultInstance())))
                .isEqualTo(Status.Code.FAILED_PRECONDITION);
        client.blocking().stopProfile(StopProfileRequest.getDefaultInstance());
        assertThat(client.blocking()
                        .updateWeightsFromDisk(UpdateWeightsRequest.newBuilder()
                                .setModelPath("/models/next")
                                .build())
                        .getSuccess())
                .isTrue();
        assertThat(client.blocking()
                        .getModelInfo(GetModelInfoRequest.getDefaultInstance())
                        .getModelPath())
                .isEqualTo("/models/next");
    }

    @Test
    void callerThatLeaves_freesItsSlotWithinATenthOfASecond() throws Exception {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String rid = "left" + i;
            Context.CancellableContext context = Context.current().withCancellation();
            context.run(() -> client.blocking().textGenerate(longRequest(rid)).next());
            assertThat(engine.load().running()).isEqualTo(1);
            long start = System.nanoTime();
            context.cancel(null);
            while (engine.load().running() > 0 && System.nanoTime() - start < 5e9) {
                Thread.sleep(1);
            }
            waits.add(Duration.ofNanos(System.nanoTime() - start));
        }
        // The median, as other work on the machine delays some.
        waits.sort(null);
        assertThat(waits.get(3)).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void deadlineOfTheCaller_isKept() {
        assertThat(status(() -> {
                    Iterator<TextGenerateResponse> answer = client.blocking()
                            .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                            .textGenerate(longRequest("late"));
                    while (answer.hasNext()) {
                        answer.next();
                    }
                }))
                .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void wrongParameters_areNamed() {
        for (SamplingParams wrong : List.of(
                greedy(3).toBuilder().setTemperature(Float.NaN).build(),
                greedy(3).toBuilder().setTopP(-1).build(),
                greedy(3).toBuilder().setTopK(0).build(),
                greedy(-1),
                greedy(3).toBuilder().setN(0).build(),
                greedy(3).toBuilder().addStop("").build(),
                greedy(3).toBuilder().setJsonSchema("{").build())) {
            assertThat(status(() -> client.blocking()
                            .textGenerate(TextGenerateRequest.newBuilder()
                                    .setText("x")
                                    .setSamplingParams(wrong)
                                    .build())
                            .next()))
                    .as("%s", wrong)
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        assertThat(status(() -> client.blocking()
                        .generate(GenerateRequest.getDefaultInstance())
                        .next()))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void healthAndReflection_areThere() throws Exception {
        assertThat(HealthGrpc.newBlockingStub(client.channel())
                        .check(io.grpc.health.v1.HealthCheckRequest.newBuilder()
                                .setService("sglang.runtime.v1.SglangService")
                                .build())
                        .getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        CompletableFuture<List<String>> services = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> asking = ServerReflectionGrpc.newStub(client.channel())
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                        List<String> names = new ArrayList<>();
                        answer.getListServicesResponse().getServiceList().forEach(each -> names.add(each.getName()));
                        services.complete(names);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        services.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(services.get(5, TimeUnit.SECONDS))
                .contains("sglang.runtime.v1.SglangService", "grpc.health.v1.Health");
        asking.onCompleted();
    }

    @Test
    void keys_openWhatTheyAreFor() {
        Security security = new Security(Optional.of("user"), Optional.of("admin"), Optional.empty());
        try (InferenceServer guarded = InferenceServer.start(ServeConfig.LOCAL.withSecurity(security), engine);
                GrpcClient caller = new GrpcClient(guarded)) {
            assertThat(status(() -> caller.blocking().listModels(ListModelsRequest.getDefaultInstance())))
                    .isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(caller.withKey("user")
                            .listModels(ListModelsRequest.getDefaultInstance())
                            .getModelsCount())
                    .isEqualTo(1);
            assertThat(status(() -> caller.withKey("user").flushCache(FlushCacheRequest.getDefaultInstance())))
                    .isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(caller.withKey("admin")
                            .flushCache(FlushCacheRequest.getDefaultInstance())
                            .getSuccess())
                    .isTrue();
            assertThat(caller.blocking()
                            .healthCheck(HealthCheckRequest.getDefaultInstance())
                            .getHealthy())
                    .isTrue();
        }
    }

    @Test
    void shutdown_letsStreamsEnd() throws Exception {
        InferenceServer ending = InferenceServer.start(ServeConfig.LOCAL, engine);
        try (GrpcClient caller = new GrpcClient(ending)) {
            Iterator<TextGenerateResponse> answer = caller.blocking()
                    .textGenerate(TextGenerateRequest.newBuilder()
                            .setText("x")
                            .setStream(true)
                            .setSamplingParams(greedy(50))
                            .build());
            answer.next();
            CompletableFuture<Void> down = CompletableFuture.runAsync(() -> {
                try {
                    ending.shutdown(Duration.ofSeconds(10));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            TextGenerateResponse last = null;
            while (answer.hasNext()) {
                last = answer.next();
            }
            assertThat(last).isNotNull();
            assertThat(last.getText()).hasSize(50);
            down.get(10, TimeUnit.SECONDS);
            assertThat(ending.isAlive()).isFalse();
            assertThatThrownBy(() -> caller.blocking().listModels(ListModelsRequest.getDefaultInstance()))
                    .isInstanceOf(StatusRuntimeException.class);
        }
    }

    private static TextGenerateRequest longRequest(String rid) {
        return TextGenerateRequest.newBuilder()
                .setText("x")
                .setRid(rid)
                .setStream(true)
                .setSamplingParams(greedy(100_000).toBuilder().setIgnoreEos(true))
                .build();
    }

    private static SamplingParams greedy(int tokens) {
        return SamplingParams.newBuilder()
                .setTemperature(0)
                .setMaxNewTokens(tokens)
                .build();
    }

    private static JsonNode json(String text) {
        return JsonBody.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Status.Code status(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }
}
