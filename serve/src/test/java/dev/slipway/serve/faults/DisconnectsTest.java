package dev.slipway.serve.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.grpc.GrpcClient;
import dev.slipway.serve.proto.SamplingParams;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Callers that leave without a word, over real sockets: both protocols, streamed and whole, at four moments, with a
 * reset or with an end. More of them than may run, so that some leave while they wait.
 */
class DisconnectsTest {
    private static final int CALLERS = 32;
    private static final Limits LIMITS = new Limits(16, 1024, Duration.ofSeconds(60));
    private static final String ENDLESS = "\"max_tokens\":1000000";

    private final ScriptedEngine engine = new ScriptedEngine(Script.FAST.withPace(Duration.ofMillis(2)));
    private final InferenceServer server = InferenceServer.start(ServeConfig.LOCAL.withLimits(LIMITS), engine);
    private final AtomicLong begun = new AtomicLong();

    private record Case(RawCall call, boolean isStreamed, Leaving leaving) {}

    @AfterEach
    void close() {
        server.close();
        engine.close();
    }

    @Test
    void tenThousandAbruptDisconnects_leaveNothing() throws Exception {
        List<Case> cases = cases();
        // Threads and pools that stay are made.
        leave(cases, 500);
        awaitIdle();
        Footprint before = Footprint.now();
        double ended = metric("sglang:num_aborted_requests_total");
        begun.set(0);

        leave(cases, 10_000);

        awaitIdle();
        assertThat(begun).hasValueGreaterThan(4_000);
        assertThat(metric("sglang:num_aborted_requests_total") - ended).isGreaterThanOrEqualTo(begun.get() / 2);
        await(() -> Footprint.now().files() <= before.files());
        Footprint after = Footprint.now();
        assertThat(after.threads()).hasSizeLessThanOrEqualTo(before.threads().size());
        // 800 bytes a caller would be seen.
        assertThat(after.heapBytes()).isLessThan(before.heapBytes() + (8L << 20));
        answersOnBothProtocols();
    }

    /** All combinations, neighbours as different as can be. */
    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Leaving.Moment moment : Leaving.Moment.values()) {
            for (boolean isReset : new boolean[] {true, false}) {
                for (boolean isStreamed : new boolean[] {true, false}) {
                    Leaving leaving = new Leaving(moment, isReset);
                    cases.add(new Case(http(isStreamed), isStreamed, leaving));
                    cases.add(new Case(grpc(isStreamed), isStreamed, leaving));
                }
            }
        }
        return cases;
    }

    private static RawCall http(boolean isStreamed) {
        return RawCall.http(
                "/v1/chat/completions",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + ENDLESS + ",\"stream\":" + isStreamed
                        + "}");
    }

    private static RawCall grpc(boolean isStreamed) {
        return RawCall.grpc(
                "TextGenerate",
                TextGenerateRequest.newBuilder()
                        .setText("Hi")
                        .setStream(isStreamed)
                        .setSamplingParams(SamplingParams.newBuilder().setMaxNewTokens(1_000_000))
                        .build());
    }

    private void leave(List<Case> cases, int count) throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                all.add(callers.submit(() -> {
                    for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                        leave(cases.get(n % cases.size()));
                    }
                    return null;
                }));
            }
            for (Future<Void> each : all) {
                each.get();
            }
        }
    }

    private void leave(Case each) throws IOException {
        int port = each.call().isGrpc() ? server.grpcPort().orElseThrow() : server.httpPort();
        each.leaving().run(port, each.call(), each.isStreamed());
        if (each.leaving().moment().isAfterTheFirstToken()) {
            begun.incrementAndGet();
        }
    }

    private void awaitIdle() throws Exception {
        await(() -> metric("sglang:num_running_reqs") == 0
                && metric("sglang:num_queue_reqs") == 0
                && engine.load().running() == 0);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("10 s").isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** The sum over all labels. */
    private double metric(String name) throws IOException {
        String text;
        try (InputStream in = URI.create("http://127.0.0.1:" + server.httpPort() + "/metrics")
                .toURL()
                .openStream()) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Matcher values = Pattern.compile("(?m)^" + name + "\\{.*} (\\S+)$").matcher(text);
        return values.results()
                .mapToDouble(each -> Double.parseDouble(each.group(1)))
                .sum();
    }

    private void answersOnBothProtocols() throws Exception {
        try (GrpcClient grpc = new GrpcClient(server);
                HttpClient http = HttpClient.newHttpClient()) {
            TextGenerateRequest request = TextGenerateRequest.newBuilder()
                    .setText("Hi")
                    .setSamplingParams(SamplingParams.newBuilder().setMaxNewTokens(8))
                    .build();
            assertThat(grpc.blocking().textGenerate(request).next().getText()).hasSize(8);
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/v1/completions"))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"Hi\",\"max_tokens\":8}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }
}
