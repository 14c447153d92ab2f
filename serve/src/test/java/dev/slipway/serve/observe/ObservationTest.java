package dev.slipway.serve.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.config.Ports;
import dev.slipway.serve.config.Presentation;
import dev.slipway.serve.config.Security;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.config.Telemetry;
import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.grpc.GrpcClient;
import dev.slipway.serve.proto.AbortRequest;
import dev.slipway.serve.proto.SamplingParams;
import dev.slipway.serve.proto.TextEmbedRequest;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.proto.TextGenerateResponse;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be seen of requests from outside, through real sockets. */
class ObservationTest {
    private static final Ports PORTS =
            new Ports("127.0.0.1", 0, OptionalInt.of(0), OptionalInt.of(0), OptionalInt.empty());
    private static final ServeConfig LOGGED =
            ServeConfig.LOCAL.withPorts(PORTS).withTelemetry(new Telemetry(true, Optional.empty()));
    private static final String SECRET = "the prompt of nobody else";

    private final ScriptedEngine engine = new ScriptedEngine(Script.FAST.withPace(Duration.ofMillis(2)));
    private final LinkedBlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable InferenceServer started;
    private @Nullable GrpcClient connected;

    @AfterEach
    void close() {
        if (connected != null) {
            connected.close();
        }
        if (started != null) {
            started.close();
        }
        engine.close();
        http.close();
    }

    private void start(ServeConfig config) {
        started = InferenceServer.start(config, engine, log::add);
        connected = new GrpcClient(started);
    }

    private InferenceServer server() {
        return Objects.requireNonNull(started, "not started");
    }

    private GrpcClient client() {
        return Objects.requireNonNull(connected, "not started");
    }

    @Test
    void finishedRequest_isCountedWithItsTokensAndTimes() throws Exception {
        start(LOGGED);
        generate("mine", 8);
        nextLine();
        String metrics = get("/metrics").body();
        String labels = "{model_name=\"" + engine.model().name() + "\",operation=\"TextGenerate\",protocol=\"grpc\"} ";
        assertThat(metrics.lines())
                .contains("sglang:num_requests_total" + labels + "1.0")
                .contains("sglang:prompt_tokens_total" + labels + (SECRET.length() + 1) + ".0")
                .contains("sglang:generation_tokens_total" + labels + "8.0")
                .contains("sglang:time_to_first_token_seconds_count" + labels + "1")
                .contains("sglang:inter_token_latency_seconds_count" + labels + "7")
                .contains("sglang:e2e_request_latency_seconds_count" + labels + "1")
                .contains("sglang:queue_time_seconds_count" + labels + "1")
                .contains("sglang:num_aborted_requests_total" + labels + "0.0")
                .contains("# TYPE sglang:inter_token_latency_seconds histogram")
                .contains("# TYPE sglang:num_requests_total counter")
                .contains("# TYPE sglang:num_running_reqs gauge");
        // Seven tokens, 2 ms apart at least.
        assertThat(value(metrics, "sglang:inter_token_latency_seconds_sum")).isGreaterThan(0.012);
        assertThat(value(metrics, "sglang:e2e_request_latency_seconds_sum"))
                .isGreaterThanOrEqualTo(value(metrics, "sglang:time_to_first_token_seconds_sum")
                        + value(metrics, "sglang:inter_token_latency_seconds_sum"));
    }

    @Test
    void severalChoices_haveTimesBetweenTheirOwnTokens() throws Exception {
        start(LOGGED);
        client().blocking()
                .textGenerate(request("three", 5).toBuilder()
                        .setSamplingParams(greedy(5).toBuilder().setN(3))
                        .build())
                .forEachRemaining(message -> assertThat(message.getFinished()).isTrue());
        JsonNode line = nextLine();
        assertThat(line.get("completion_tokens").intValue()).isEqualTo(15);
        assertThat(line.get("prompt_tokens").intValue()).isEqualTo(SECRET.length() + 1);
        String metrics = get("/metrics").body();
        assertThat(value(metrics, "sglang:inter_token_latency_seconds_count")).isEqualTo(3 * 4);
        assertThat(value(metrics, "sglang:time_to_first_token_seconds_count")).isEqualTo(1);
    }

    @Test
    void runningAndWaitingRequests_areGauges() throws Exception {
        start(LOGGED.withLimits(new Limits(1, 1, Duration.ofMinutes(1))));
        Iterator<TextGenerateResponse> running = client().blocking().textGenerate(streamed("running", 100_000));
        running.next();
        Iterator<TextGenerateResponse> waiting = client().blocking().textGenerate(streamed("waiting", 1));
        awaitMetric("sglang:num_queue_reqs", 1);
        assertThat(value(get("/metrics").body(), "sglang:num_running_reqs")).isEqualTo(1);
        client().blocking().abort(AbortRequest.newBuilder().setRid("running").build());
        assertThat(waiting.next().getMetaInfoMap()).containsEntry("id", "waiting");
        awaitMetric("sglang:num_running_reqs", 0);
        assertThat(value(get("/metrics").body(), "sglang:num_aborted_requests_total"))
                .isEqualTo(1);
        assertThat(nextLine().get("outcome").textValue()).isEqualTo("aborted");
    }

    @Test
    void refusedRequest_hasItsCode() throws Exception {
        start(LOGGED.withLimits(new Limits(1, 0, Duration.ofMinutes(1))));
        client().blocking().textGenerate(streamed("running", 100_000)).next();
        assertThatThrownBy(() -> generate("refused", 1)).isInstanceOf(StatusRuntimeException.class);
        JsonNode line = nextLine();
        assertThat(line.get("rid").textValue()).isEqualTo("refused");
        assertThat(line.get("outcome").textValue()).isEqualTo("failed");
        assertThat(line.get("code").textValue()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(line.has("queue_ms")).isFalse();
        assertThat(get("/metrics").body().lines())
                .contains("slipway_failed_requests_total{code=\"RESOURCE_EXHAUSTED\",model_name=\""
                        + engine.model().name() + "\",operation=\"TextGenerate\",protocol=\"grpc\"} 1.0");
    }

    @Test
    void callerThatLeaves_isCancelled() throws Exception {
        start(LOGGED);
        client().blocking().textGenerate(streamed("left", 100_000)).next();
        client().close();
        JsonNode line = nextLine();
        assertThat(line.get("outcome").textValue()).isEqualTo("cancelled");
        assertThat(line.get("completion_tokens").intValue()).isPositive();
    }

    @Test
    void line_tellsSizesAndTimes() throws Exception {
        start(LOGGED);
        generate("mine", 8);
        JsonNode line = nextLine();
        assertThat(ImmutableList.copyOf(line.fieldNames()))
                .containsExactly(
                        "time",
                        "rid",
                        "operation",
                        "protocol",
                        "model",
                        "outcome",
                        "finish_reason",
                        "prompt_tokens",
                        "cached_tokens",
                        "completion_tokens",
                        "queue_ms",
                        "first_token_ms",
                        "total_ms");
        assertThat(line.get("rid").textValue()).isEqualTo("mine");
        assertThat(line.get("operation").textValue()).isEqualTo("TextGenerate");
        assertThat(line.get("finish_reason").textValue()).isEqualTo("length");
        assertThat(line.get("completion_tokens").intValue()).isEqualTo(8);
        assertThat(line.get("queue_ms").doubleValue())
                .isLessThanOrEqualTo(line.get("first_token_ms").doubleValue());
        assertThat(line.get("total_ms").doubleValue())
                .isGreaterThan(line.get("first_token_ms").doubleValue() + 12);
    }

    @Test
    void embedding_isALineWithoutAnAnswersTimes() throws Exception {
        start(LOGGED);
        client().blocking()
                .textEmbed(TextEmbedRequest.newBuilder().setText(SECRET).build());
        JsonNode line = nextLine();
        assertThat(line.get("operation").textValue()).isEqualTo("TextEmbed");
        assertThat(line.get("outcome").textValue()).isEqualTo("finished");
        assertThat(line.has("finish_reason")).isFalse();
        assertThat(line.has("first_token_ms")).isFalse();
        assertThat(line.get("prompt_tokens").intValue()).isPositive();
    }

    @Test
    void textsOfRequests_areNowhere() throws Exception {
        start(LOGGED);
        TextGenerateResponse answer = client().blocking()
                .textGenerate(request("a\nb", 64).toBuilder()
                        .setSamplingParams(greedy(64).toBuilder().addStop("never generated"))
                        .build())
                .next();
        client().blocking()
                .textEmbed(TextEmbedRequest.newBuilder().setText(SECRET).build());
        String seen = nextLine() + "\n" + nextLine() + "\n" + get("/metrics").body();
        assertThat(answer.getText()).hasSize(64);
        assertThat(seen).doesNotContain(SECRET, "nobody", "never generated", answer.getText());
        assertThat(seen).contains("\"a\\nb\"");
    }

    @Test
    void withoutLogRequests_nothingIsLogged() throws Exception {
        start(ServeConfig.LOCAL.withPorts(PORTS));
        generate("mine", 1);
        awaitMetric("sglang:num_requests_total", 1);
        server().close();
        assertThat(log).isEmpty();
    }

    @Test
    void closedServer_hasWrittenAllItsLines() {
        start(LOGGED);
        for (int i = 0; i < 20; i++) {
            generate("r" + i, 1);
        }
        server().close();
        assertThat(log).hasSize(20);
    }

    @Test
    void portOfItsOwn_hasMetricsAndHealthOnly() throws Exception {
        start(LOGGED);
        assertThat(get("/metrics").headers().firstValue("content-type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/generate").statusCode()).isEqualTo(404);
        assertThat(server().metricsPort().orElseThrow()).isNotEqualTo(server().httpPort());
    }

    @Test
    void withoutAPortOfTheirOwn_metricsAreOnTheHttpPort() throws Exception {
        start(LOGGED.withPorts(Ports.ANY));
        String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + SECRET + "\"}],\"max_tokens\":3}";
        URI at = URI.create("http://127.0.0.1:" + server().httpPort() + "/");
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(at.resolve("/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(chat))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode line = nextLine();
        assertThat(line.get("operation").textValue()).isEqualTo("ChatComplete");
        assertThat(line.get("protocol").textValue()).isEqualTo("http");
        String metrics = http.send(
                        HttpRequest.newBuilder(at.resolve("/metrics")).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(metrics.lines())
                .contains("sglang:generation_tokens_total{model_name=\""
                        + engine.model().name() + "\",operation=\"ChatComplete\",protocol=\"http\"} 3.0");
        assertThat(metrics + line).doesNotContain(SECRET);
    }

    @Test
    void presentationAndOrigins_areWhatTheConfigurationSays() throws Exception {
        start(ServeConfig.LOCAL
                .withPresentation(new Presentation(Optional.of("mine"), false, true))
                .withSecurity(new Security(
                        Optional.empty(), Optional.empty(), Optional.empty(), List.of("https://app.example"))));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server().httpPort() + "/v1/completions"))
                        .header("content-type", "application/json")
                        .header("origin", "https://app.example")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"prompt\":\"a\",\"max_tokens\":3,\"stream\":true}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("\"completion_tokens\":3").contains("\"model\":\"mine\"");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("https://app.example");
    }

    @Test
    void span_belongsToTheCallersTrace() throws Exception {
        try (StubCollector collector = new StubCollector()) {
            start(LOGGED.withTelemetry(new Telemetry(true, Optional.of(collector.endpoint()))));
            Metadata headers = new Metadata();
            headers.put(
                    Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
                    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            client().blocking()
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .textGenerate(request("mine", 8))
                    .next();
            assertThat(nextLine().get("trace_id").textValue()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            StubCollector.Export export = collector.await();
            OtlpSpan span = export.span();
            assertThat(export.contentType()).isEqualTo("application/x-protobuf");
            assertThat(span.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(span.parentId()).isEqualTo("00f067aa0ba902b7");
            assertThat(span.name()).isEqualTo("TextGenerate " + engine.model().name());
            assertThat(span.kind()).isEqualTo(2);
            assertThat(span.status()).isZero();
            assertThat(span.events()).containsExactly("started", "first_token");
            assertThat(span.attributes())
                    .containsEntry("gen_ai.operation.name", "text_completion")
                    .containsEntry("gen_ai.request.model", engine.model().name())
                    .containsEntry("gen_ai.response.id", "mine")
                    .containsEntry("gen_ai.response.finish_reasons", "length")
                    .containsEntry("gen_ai.usage.input_tokens", "" + (SECRET.length() + 1))
                    .containsEntry("gen_ai.usage.output_tokens", "8");
        }
    }

    @Test
    void spanOfAFailure_isAnErrorInATraceOfItsOwn() throws Exception {
        try (StubCollector collector = new StubCollector()) {
            start(LOGGED.withLimits(new Limits(8, 8, Duration.ofMillis(40)))
                    .withTelemetry(new Telemetry(true, Optional.of(collector.endpoint()))));
            assertThatThrownBy(() -> generate("late", 100_000)).isInstanceOf(StatusRuntimeException.class);
            OtlpSpan span = collector.await().span();
            assertThat(span.status()).isEqualTo(2);
            assertThat(span.attributes()).containsEntry("error.type", "DEADLINE_EXCEEDED");
            assertThat(span.parentId()).isEmpty();
            assertThat(span.traceId()).isEqualTo(nextLine().get("trace_id").textValue());
        }
    }

    private void generate(String rid, int tokens) {
        client().blocking()
                .textGenerate(request(rid, tokens))
                .forEachRemaining(message -> assertThat(message.getFinished()).isTrue());
    }

    private static TextGenerateRequest request(String rid, int tokens) {
        return TextGenerateRequest.newBuilder()
                .setText(SECRET)
                .setRid(rid)
                .setSamplingParams(greedy(tokens))
                .build();
    }

    private static TextGenerateRequest streamed(String rid, int tokens) {
        return request(rid, tokens).toBuilder().setStream(true).build();
    }

    private static SamplingParams greedy(int tokens) {
        return SamplingParams.newBuilder()
                .setTemperature(0)
                .setMaxNewTokens(tokens)
                .setIgnoreEos(true)
                .build();
    }

    private JsonNode nextLine() throws InterruptedException {
        String line = log.poll(10, TimeUnit.SECONDS);
        assertThat(line).as("a line within 10 s").isNotNull().doesNotContain("\n");
        return JsonBody.read(line.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server().metricsPort().orElseThrow() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void awaitMetric(String name, double expected) throws Exception {
        for (int attempt = 0; attempt < 200; attempt++) {
            if (get("/metrics").body().lines().anyMatch(line -> line.startsWith(name + "{"))
                    && value(get("/metrics").body(), name) == expected) {
                return;
            }
            Thread.sleep(20);
        }
        assertThat(value(get("/metrics").body(), name)).isEqualTo(expected);
    }

    /** The value of a name that has one series only. */
    private static double value(String metrics, String name) {
        String line = metrics.lines()
                .filter(each -> each.startsWith(name + "{"))
                .reduce((one, other) -> {
                    throw new AssertionError("two series: " + one + ", " + other);
                })
                .orElseThrow(() -> new AssertionError("no " + name + " in\n" + metrics));
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
}
