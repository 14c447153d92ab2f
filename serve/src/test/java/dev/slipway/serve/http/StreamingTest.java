package dev.slipway.serve.http;

import static dev.slipway.serve.http.ServedHttp.error;
import static dev.slipway.serve.http.ServedHttp.millisUntil;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.dispatch.PauseMode;
import dev.slipway.serve.scripted.Script;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingTest {
    private static final String LONG = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":1000000";
    private ServedHttp server =
            new ServedHttp(Script.FAST.withPace(Duration.ofMillis(5)), Limits.DEFAULT, HttpSettings.DEFAULT);

    @AfterEach
    void close() {
        server.close();
    }

    private void restart(Script script, Limits limits) {
        server.close();
        server = new ServedHttp(script, limits, HttpSettings.DEFAULT);
    }

    @Test
    void tokens_comeWhileTheAnswerIsMade() throws Exception {
        try (RawClient client = new RawClient(server.port(), 65536)) {
            client.post("/v1/chat/completions", LONG + ",\"stream\":true}");
            long begin = System.nanoTime();
            String seen = client.readUntil("\"content\":\"\"") + client.readUntil("\n\n") + client.readUntil("\n\n");
            assertThat(seen).contains("HTTP/1.1 200").contains("content-type: text/event-stream; charset=utf-8");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
            assertThat(server.dispatcher.runningCount()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"stream\":true}", "}"})
    void clientThatLeaves_freesItsSlotWithin100Milliseconds(String rest) throws Exception {
        for (boolean abrupt : List.of(true, false)) {
            assertThat(millisToFree("/v1/chat/completions", LONG + rest, abrupt))
                    .isLessThan(100);
        }
    }

    /** From leaving to a free slot, the median of nine: other work of the machine, and a cold start, are not meant. */
    private long millisToFree(String path, String body, boolean abrupt) throws Exception {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            RawClient client = new RawClient(server.port(), 65536);
            client.post(path, body);
            millisUntil(() -> server.running() == 1);
            if (abrupt) {
                client.leaveAbruptly();
            } else {
                client.close();
            }
            times.add(millisUntil(() -> server.dispatcher.runningCount() == 0 && server.running() == 0));
        }
        times.sort(null);
        return times.get(4);
    }

    @Test
    void nativeStreamThatIsLeft_freesItsSlotWithin100Milliseconds() throws Exception {
        String body = "{\"text\":\"Hi\",\"sampling_params\":{\"max_new_tokens\":1000000},\"stream\":true}";
        assertThat(millisToFree("/generate", body, true)).isLessThan(100);
    }

    @Test
    void http2StreamThatIsCancelled_freesItsSlotWithin100Milliseconds() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            CompletableFuture<HttpResponse<java.io.InputStream>> response = client.sendAsync(
                    HttpRequest.newBuilder(server.uri("/v1/chat/completions"))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(LONG + ",\"stream\":true}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            HttpResponse<java.io.InputStream> begun = response.get();
            assertThat(begun.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(begun.body().read()).isEqualTo('d');
            begun.body().close();
            assertThat(millisUntil(() -> server.dispatcher.runningCount() == 0 && server.running() == 0))
                    .isLessThan(100);
        }
    }

    @Test
    void slowReader_stopsTheEngineAndLosesNothing() throws Exception {
        restart(Script.FAST, Limits.DEFAULT);
        String body = "{\"prompt\":\"Hi\",\"temperature\":0,\"max_tokens\":";
        String whole = server.answer("/v1/completions", body + "3000}")
                .at("/choices/0/text")
                .textValue();
        server.tokens.set(0);
        try (RawClient client = new RawClient(server.port(), 4096)) {
            client.post("/v1/completions", body + "200000,\"stream\":true}");
            client.readUntil("\r\n\r\n");
            // Nobody reads: the sockets' buffers fill, and the rest of some 30 MB is not made.
            long before = -1;
            while (before != server.tokens.get()) {
                before = server.tokens.get();
                Thread.sleep(300);
            }
            assertThat(before).isBetween(100L, 60_000L);
            StringBuilder text = new StringBuilder();
            while (text.length() < whole.length()) {
                client.readUntil("\"text\":\"");
                text.append(client.readUntil("\""), 0, 1);
            }
            assertThat(text).hasToString(whole);
        }
        millisUntil(() -> server.running() == 0);
    }

    @Test
    void failureOnTheWay_isAnEventBeforeTheEnd() throws Exception {
        restart(Script.FAST.withPace(Duration.ofMillis(5)), new Limits(4, 4, Duration.ofMillis(150)));
        List<JsonNode> chunks = server.chunks("/v1/chat/completions", LONG + ",\"stream\":true}");
        JsonNode last = chunks.getLast();
        assertThat(chunks.size()).isGreaterThan(3);
        assertThat(last.at("/error/message").textValue()).contains("did not end within 150 ms");
        assertThat(last.at("/error/type").textValue()).isEqualTo("server_error");
        assertThat(error(server.post("/v1/chat/completions", LONG + "}"), 504)).contains("150 ms");
    }

    @Test
    void fullQueue_is429EvenForStreams() throws Exception {
        restart(Script.FAST.withPace(Duration.ofMillis(5)), new Limits(1, 0, Duration.ofSeconds(30)));
        try (RawClient client = new RawClient(server.port(), 65536)) {
            client.post("/v1/chat/completions", LONG + ",\"stream\":true}");
            client.readUntil("data: ");
            for (String path : List.of("/v1/chat/completions", "/generate")) {
                String body =
                        path.equals("/generate") ? "{\"text\":\"Hi\",\"stream\":true}" : LONG + ",\"stream\":true}";
                var refused = server.post(path, body);
                assertThat(error(refused, 429)).startsWith("the request queue is full");
                assertThat(ServedHttp.json(refused.body()).at("/error/code").textValue())
                        .isEqualTo("rate_limit_exceeded");
            }
        }
    }

    @Test
    void abort_endsTheStreamWithItsReason() throws Exception {
        CompletableFuture<List<JsonNode>> chunks = CompletableFuture.supplyAsync(
                () -> server.chunks("/v1/chat/completions", LONG + ",\"stream\":true,\"rid\":\"to-abort\"}"));
        millisUntil(() -> server.running() == 1);
        assertThat(server.post("/abort_request", "{\"rid\":\"to-abort\"}").statusCode())
                .isEqualTo(200);
        assertThat(chunks.get().getLast().at("/choices/0/finish_reason").textValue())
                .isEqualTo("abort");
    }

    @Test
    void pausedServer_keepsTheCallerWaitingAndGoesOn() throws Exception {
        server.dispatcher.pause(PauseMode.IN_PLACE);
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(
                () -> server.answer("/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":3}"));
        millisUntil(() -> server.dispatcher.queuedCount() == 1);
        assertThat(server.post("/continue_generation", "").statusCode()).isEqualTo(200);
        assertThat(answer.get().at("/choices/0/text").textValue()).hasSize(3);
    }

    @Test
    void concurrentStreams_eachGetAllTheirTokensInOrder() {
        restart(Script.FAST, Limits.DEFAULT);
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String prompt = "\"prompt\":\"p" + i + "\",\"max_tokens\":500,\"temperature\":0";
            answers.add(CompletableFuture.supplyAsync(() -> {
                StringBuilder text = new StringBuilder();
                for (JsonNode chunk : server.chunks("/v1/completions", "{" + prompt + ",\"stream\":true}")) {
                    text.append(chunk.at("/choices/0/text").textValue());
                }
                String whole = server.answer("/v1/completions", "{" + prompt + "}")
                        .at("/choices/0/text")
                        .textValue();
                return text.toString().equals(whole) ? "same" : text + " is not " + whole;
            }));
        }
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("same"));
    }
}
