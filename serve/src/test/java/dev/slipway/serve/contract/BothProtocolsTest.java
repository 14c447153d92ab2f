package dev.slipway.serve.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.embedded.EmbeddedConfig;
import dev.slipway.serve.embedded.EmbeddedEngine;
import dev.slipway.serve.embedded.TinyModels;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.grpc.GrpcClient;
import dev.slipway.serve.proto.OpenAIRequest;
import dev.slipway.serve.proto.OpenAIResponse;
import dev.slipway.serve.proto.OpenAIStreamChunk;
import dev.slipway.serve.proto.SamplingParams;
import dev.slipway.serve.proto.SglangServiceGrpc.SglangServiceBlockingStub;
import dev.slipway.serve.proto.TextEmbedRequest;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.proto.TextGenerateResponse;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import dev.slipway.serve.upstream.UpstreamConfig;
import dev.slipway.serve.upstream.UpstreamEngine;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same request gives the same answer over gRPC and over HTTP: with a real model in the process, with the scripted
 * engine, and with a server whose engine is the HTTP side of another one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BothProtocolsTest {
    private static final String CHAT =
            "{\"model\":\"NAME\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"temperature\":0,\"max_tokens\":12STREAM}";

    private final List<Served> all = new ArrayList<>();

    /** A server, its engine and a client. */
    private record Served(String name, InferenceEngine engine, InferenceServer server, GrpcClient grpc) {
        static Served of(String name, InferenceEngine engine) {
            InferenceServer server = InferenceServer.start(ServeConfig.LOCAL, engine);
            return new Served(name, engine, server, new GrpcClient(server));
        }

        void close() {
            grpc.close();
            server.close();
            engine.close();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    void start() {
        Served model = Served.of("embedded", EmbeddedEngine.open(EmbeddedConfig.of(TinyModels.file(1))));
        Served scripted = Served.of("scripted", new ScriptedEngine(Script.FAST));
        Served upstream = Served.of(
                "upstream",
                UpstreamEngine.connect(UpstreamConfig.of(
                        URI.create("http://127.0.0.1:" + model.server().httpPort()))));
        all.addAll(List.of(upstream, model, scripted));
    }

    @AfterAll
    void stop() {
        all.forEach(Served::close);
    }

    Stream<Served> servers() {
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void greedyText_isTheSameStreamedOrNot(Served served) throws Exception {
        JsonNode overHttp = post(served, "/generate", generate(false));
        String text = overHttp.get("text").textValue();
        assertThat(text).isNotEmpty();
        assertThat(lastEvent(served, "/generate", generate(true)).get("text").textValue())
                .isEqualTo(text);
        for (boolean streamed : new boolean[] {false, true}) {
            TextGenerateResponse last = ImmutableList.copyOf(served.grpc()
                            .blocking()
                            .textGenerate(TextGenerateRequest.newBuilder()
                                    .setText("Hello")
                                    .setStream(streamed)
                                    .setSamplingParams(SamplingParams.newBuilder()
                                            .setTemperature(0)
                                            .setMaxNewTokens(12))
                                    .build()))
                    .getLast();
            assertThat(last.getText()).isEqualTo(text);
            assertThat(last.getMetaInfoMap().get("completion_tokens"))
                    .isEqualTo(
                            overHttp.get("meta_info").get("completion_tokens").asText());
            assertThat(last.getMetaInfoMap().get("finish_reason"))
                    .isEqualTo(overHttp.get("meta_info").get("finish_reason").toString());
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void chats_areTheSame(Served served) throws Exception {
        String name = served.engine().model().name();
        String whole = CHAT.replace("NAME", name).replace("STREAM", "");
        JsonNode overHttp = post(served, "/v1/chat/completions", whole);
        String text = overHttp.at("/choices/0/message/content").textValue();
        assertThat(text).isNotEmpty();
        List<OpenAIStreamChunk> one =
                ImmutableList.copyOf(served.grpc().blocking().chatComplete(openAi(whole)));
        assertThat(one).singleElement().matches(OpenAIStreamChunk::getFinished);
        JsonNode overGrpc = json(one.getFirst().getJsonChunk());
        assertThat(overGrpc.get("choices")).isEqualTo(overHttp.get("choices"));
        // How much was cached depends on what came before.
        assertThat(overGrpc.at("/usage/total_tokens")).isEqualTo(overHttp.at("/usage/total_tokens"));

        String streamed = CHAT.replace("NAME", name).replace("STREAM", ",\"stream\":true");
        List<OpenAIStreamChunk> chunks =
                ImmutableList.copyOf(served.grpc().blocking().chatComplete(openAi(streamed)));
        assertThat(chunks.getLast().getFinished()).isTrue();
        assertThat(chunks.getLast().getJsonChunk().isEmpty()).isTrue();
        StringBuilder told = new StringBuilder();
        for (OpenAIStreamChunk chunk : chunks.subList(0, chunks.size() - 1)) {
            told.append(
                    json(chunk.getJsonChunk()).at("/choices/0/delta/content").asText(""));
        }
        assertThat(told.toString()).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void embeddings_areTheSame(Served served) throws Exception {
        JsonNode vector = post(served, "/encode", "{\"text\":\"Hello\"}").get("embedding");
        List<Float> overHttp = new ArrayList<>();
        vector.forEach(each -> overHttp.add(each.floatValue()));
        assertThat(served.grpc()
                        .blocking()
                        .textEmbed(
                                TextEmbedRequest.newBuilder().setText("Hello").build())
                        .getEmbeddingList())
                .isEqualTo(overHttp);
        String body = "{\"model\":\"" + served.engine().model().name() + "\",\"input\":\"Hello\"}";
        OpenAIResponse openAi = served.grpc().blocking().openAIEmbed(openAi(body));
        assertThat(openAi.getStatusCode()).isEqualTo(200);
        assertThat(json(openAi.getJsonBody()).get("data"))
                .isEqualTo(post(served, "/v1/embeddings", body).get("data"));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void scoresAndRanks_areTheSame(Served served) throws Exception {
        String rerank = "{\"query\":\"Hello\",\"documents\":[\"Hello\",\"something else\"]}";
        same(served, "/v1/rerank", rerank, SglangServiceBlockingStub::rerank);
        String classify = "{\"model\":\"" + served.engine().model().name() + "\",\"input\":\"Hello\"}";
        same(served, "/v1/classify", classify, SglangServiceBlockingStub::openAIClassify);
    }

    private static void same(
            Served served,
            String path,
            String body,
            BiFunction<SglangServiceBlockingStub, OpenAIRequest, OpenAIResponse> rpc)
            throws Exception {
        HttpResponse<String> overHttp = send(served, path, body);
        OpenAIResponse overGrpc = rpc.apply(served.grpc().blocking(), openAi(body));
        assertThat(overGrpc.getStatusCode()).isEqualTo(overHttp.statusCode());
        JsonNode one = JsonBody.JSON.readTree(overGrpc.getJsonBody().toByteArray());
        JsonNode other = JsonBody.JSON.readTree(overHttp.body());
        // Ids and times differ.
        for (String member : List.of("data", "error")) {
            assertThat(one.path(member)).isEqualTo(other.path(member));
        }
        assertThat(one.isArray()).isEqualTo(other.isArray());
        for (int i = 0; i < one.size() && one.isArray(); i++) {
            assertThat(one.get(i).get("score")).isEqualTo(other.get(i).get("score"));
            assertThat(one.get(i).get("index")).isEqualTo(other.get(i).get("index"));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void errors_mapOneToOne(Served served) throws Exception {
        assertThat(send(served, "/generate", "{\"text\":\"x\",\"sampling_params\":{\"top_p\":7}}")
                        .statusCode())
                .isEqualTo(400);
        Iterator<TextGenerateResponse> refused = served.grpc()
                .blocking()
                .textGenerate(TextGenerateRequest.newBuilder()
                        .setText("x")
                        .setSamplingParams(SamplingParams.newBuilder().setTopP(7))
                        .build());
        assertThat(code(refused::hasNext)).isEqualTo(Status.Code.INVALID_ARGUMENT);
        String unknown = CHAT.replace("NAME", "no-such-model").replace("STREAM", "");
        assertThat(send(served, "/v1/chat/completions", unknown).statusCode()).isEqualTo(404);
        assertThat(code(() ->
                        served.grpc().blocking().chatComplete(openAi(unknown)).hasNext()))
                .isEqualTo(Status.Code.NOT_FOUND);
        String malformed = "{\"model\":";
        assertThat(send(served, "/v1/embeddings", malformed).statusCode()).isEqualTo(400);
        assertThat(code(() -> served.grpc().blocking().openAIEmbed(openAi(malformed))))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    private static String generate(boolean streamed) {
        return "{\"text\":\"Hello\",\"stream\":" + streamed
                + ",\"sampling_params\":{\"temperature\":0,\"max_new_tokens\":12}}";
    }

    private static OpenAIRequest openAi(String body) {
        return OpenAIRequest.newBuilder()
                .setJsonBody(ByteString.copyFromUtf8(body))
                .build();
    }

    private static JsonNode json(ByteString bytes) {
        return JsonBody.read(bytes.toByteArray());
    }

    private static Status.Code code(Supplier<?> call) {
        try {
            return call.get() == null ? Status.Code.UNKNOWN : Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private static JsonNode post(Served served, String path, String body) throws Exception {
        HttpResponse<String> answer = send(served, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonBody.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode lastEvent(Served served, String path, String body) throws Exception {
        List<String> events = send(served, path, body)
                .body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
        assertThat(events.getLast()).isEqualTo("[DONE]");
        return JsonBody.read(events.get(events.size() - 2).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> send(Served served, String path, String body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + served.server().httpPort() + path))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
