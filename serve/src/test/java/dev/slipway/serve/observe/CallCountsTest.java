package dev.slipway.serve.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.config.Security;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.grpc.GrpcClient;
import dev.slipway.serve.proto.OpenAIRequest;
import dev.slipway.serve.proto.SamplingParams;
import dev.slipway.serve.proto.SglangServiceGrpc.SglangServiceBlockingStub;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.proto.TextGenerateResponse;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that never became a request are counted too, by what their caller was told. */
class CallCountsTest {
    private static final String KEY = "key";
    private static final ServeConfig CONFIG = ServeConfig.LOCAL
            .withLimits(new Limits(1, 0, Duration.ofSeconds(30)))
            .withMaxRequestBytes(1 << 16)
            .withSecurity(new Security(Optional.of(KEY), Optional.empty(), Optional.empty()));

    private final ScriptedEngine engine = new ScriptedEngine(Script.FAST.withPace(Duration.ofMillis(2)));
    private final InferenceServer server = InferenceServer.start(CONFIG, engine);
    private final GrpcClient client = new GrpcClient(server);
    /** A call that is cancelled while HTTP/2 is being agreed on is not always given up. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        http.close();
        client.close();
        server.close();
        engine.close();
    }

    @Test
    void httpCalls_areCountedByEndpointStatusAndMethod() throws Exception {
        String chat = "/v1/chat/completions";
        assertThat(post(chat, KEY, "{").statusCode()).isEqualTo(400);
        assertThat(post(chat, KEY, "{\"model\":\"other\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(post(chat, "wrong", "{}").statusCode()).isEqualTo(401);
        assertThat(post(chat, KEY, "{\"a\":\"" + "a".repeat(1 << 17) + "\"}").statusCode())
                .isEqualTo(413);
        Iterator<TextGenerateResponse> running = endless(client.withKey(KEY));
        running.next();
        assertThat(post("/v1/completions", KEY, "{\"prompt\":\"a\"}").statusCode())
                .isEqualTo(429);
        assertThat(post("/nothing/" + System.nanoTime(), KEY, "{}").statusCode())
                .isEqualTo(404);
        assertThat(post("/health", KEY, "{}").statusCode()).isEqualTo(405);
        for (String labels : new String[] {
            chat + "\",method=\"POST\",status_code=\"400\"",
            chat + "\",method=\"POST\",status_code=\"404\"",
            chat + "\",method=\"POST\",status_code=\"401\"",
            chat + "\",method=\"POST\",status_code=\"413\"",
            "/v1/completions\",method=\"POST\",status_code=\"429\"",
            "Unknown\",method=\"POST\",status_code=\"404\"",
            "Unknown\",method=\"POST\",status_code=\"405\"",
        }) {
            awaitLine("sglang:http_responses_total{endpoint=\"" + labels + "} 1.0");
        }
    }

    @Test
    void callerThatLeavesBeforeItsAnswer_isCountedAs499() throws Exception {
        String body = "{\"prompt\":\"a\",\"max_tokens\":100000}";
        var answer = http.sendAsync(request("/v1/completions", KEY, body), HttpResponse.BodyHandlers.ofString());
        while (engine.load().running() == 0) {
            Thread.sleep(1);
        }
        answer.cancel(true);
        awaitLine("sglang:http_responses_total{endpoint=\"/v1/completions\",method=\"POST\",status_code=\"499\"} 1.0");
    }

    @Test
    void rpcs_areCountedByMethodAndCode() throws Exception {
        SglangServiceBlockingStub mine = client.withKey(KEY);
        OpenAIRequest garbage = OpenAIRequest.newBuilder()
                .setJsonBody(ByteString.copyFromUtf8("{"))
                .build();
        OpenAIRequest large = OpenAIRequest.newBuilder()
                .setJsonBody(ByteString.copyFrom(new byte[1 << 17]))
                .build();
        refused(() -> mine.chatComplete(garbage).next());
        refused(() -> mine.score(garbage));
        refused(() -> mine.openAIEmbed(large));
        refused(() -> client.withKey("wrong").score(garbage));
        MethodDescriptor<OpenAIRequest, TextGenerateResponse> unknown = MethodDescriptor.create(
                MethodDescriptor.MethodType.UNARY,
                "sglang.runtime.v1.SglangService/Nothing" + System.nanoTime(),
                ProtoUtils.marshaller(OpenAIRequest.getDefaultInstance()),
                ProtoUtils.marshaller(TextGenerateResponse.getDefaultInstance()));
        refused(() -> ClientCalls.blockingUnaryCall(client.channel(), unknown, CallOptions.DEFAULT, garbage));
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            Iterator<TextGenerateResponse> running = context.call(() -> endless(mine));
            running.next();
            refused(() -> endless(mine).next());
        }
        String service = "grpc_service=\"sglang.runtime.v1.SglangService\"";
        for (String labels : new String[] {
            "InvalidArgument\",grpc_method=\"ChatComplete\"," + service + ",grpc_type=\"server_stream\"",
            "InvalidArgument\",grpc_method=\"Score\"," + service + ",grpc_type=\"unary\"",
            "ResourceExhausted\",grpc_method=\"OpenAIEmbed\"," + service + ",grpc_type=\"unary\"",
            "Unauthenticated\",grpc_method=\"Score\"," + service + ",grpc_type=\"unary\"",
            "Unimplemented\",grpc_method=\"Unknown\",grpc_service=\"Unknown\",grpc_type=\"Unknown\"",
            "ResourceExhausted\",grpc_method=\"TextGenerate\"," + service + ",grpc_type=\"server_stream\"",
            "Cancelled\",grpc_method=\"TextGenerate\"," + service + ",grpc_type=\"server_stream\"",
        }) {
            awaitLine("grpc_server_handled_total{grpc_code=\"" + labels + "} 1.0");
        }
    }

    private static Iterator<TextGenerateResponse> endless(SglangServiceBlockingStub stub) {
        return stub.textGenerate(TextGenerateRequest.newBuilder()
                .setText("x")
                .setStream(true)
                .setSamplingParams(SamplingParams.newBuilder().setMaxNewTokens(100_000))
                .build());
    }

    private static void refused(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(StatusRuntimeException.class);
    }

    private HttpResponse<String> post(String path, String key, String json) throws Exception {
        return http.send(request(path, key, json), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String key, String json) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    /** A call is counted when its answer is written, which its caller may see before. */
    private void awaitLine(String line) throws Exception {
        String metrics = "";
        for (int i = 0; i < 100; i++) {
            metrics = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body();
            if (metrics.lines().anyMatch(line::equals)) {
                return;
            }
            Thread.sleep(20);
        }
        assertThat(metrics.lines().filter(each -> each.contains("responses_total{") || each.contains("handled_total{")))
                .contains(line);
    }
}
