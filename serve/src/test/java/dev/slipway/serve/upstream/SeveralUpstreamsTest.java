package dev.slipway.serve.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RecordingSubscriber;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.ServeException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeveralUpstreamsTest {
    private static final UpstreamConfig.Health OFTEN = new UpstreamConfig.Health(Duration.ofMillis(100), 2);
    private static final UpstreamConfig.Health NEVER = new UpstreamConfig.Health(Duration.ofHours(1), 2);

    private final StubUpstream first = StubUpstream.sglang();
    private final StubUpstream second = StubUpstream.sglang();

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private UpstreamEngine engine(UpstreamConfig.Health health) {
        return UpstreamEngine.connect(
                UpstreamConfig.of(first.uri(), second.uri()).withHealth(health));
    }

    private static final StubUpstream.Answer WHOLE = StubUpstream.events(UpstreamFaultsTest.last(1));

    @Test
    void requests_goWhereFewestRun() throws Exception {
        first.on("/generate", UpstreamFaultsTest::forever);
        second.on("/generate", UpstreamFaultsTest::forever);
        try (UpstreamEngine engine = engine(NEVER)) {
            List<RecordingSubscriber> readers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                RecordingSubscriber reader = new RecordingSubscriber(1);
                engine.generate(Requests.text("x")).subscribe(reader);
                readers.add(reader);
            }
            UpstreamFaultsTest.await(
                    () -> readers.stream().noneMatch(each -> each.events().isEmpty()));
            // The first of two that run as few.
            assertThat(first.seen("/generate")).hasSize(3);
            assertThat(second.seen("/generate")).hasSize(2);
            assertThat(engine.admin().load().running()).isEqualTo(5);
            assertThat(engine.admin().load().slots()).isEqualTo(32);
            readers.forEach(RecordingSubscriber::cancel);
            assertThat(engine.admin().load().running()).isZero();
        }
    }

    @Test
    void upstreamThatFails_isLeftOutAndComesBack() throws Exception {
        first.on("/generate", StubUpstream.status(500, "{}"));
        second.on("/generate", WHOLE);
        try (UpstreamEngine engine = engine(new UpstreamConfig.Health(Duration.ofMillis(700), 2))) {
            assertThat(Requests.failure(engine, Requests.text("x")).code()).isEqualTo(Code.INTERNAL);
            assertThat(Requests.failure(engine, Requests.text("x")).code()).isEqualTo(Code.INTERNAL);
            assertThat(Requests.read(engine, Requests.text("x")).ids(0)).hasSize(1);
            assertThat(second.seen("/generate")).hasSize(1);
            first.on("/generate", WHOLE);
            UpstreamFaultsTest.await(() -> {
                Requests.read(engine, Requests.text("x"));
                return first.seen("/generate").size() > 2;
            });
        }
    }

    @Test
    void checksThatFail_leaveOutWithoutARequest() throws Exception {
        first.on("/generate", WHOLE);
        second.on("/generate", WHOLE);
        first.on("/health", StubUpstream.status(503, "{\"message\":\"ill\"}"));
        try (UpstreamEngine engine = engine(OFTEN)) {
            first.on("/get_model_info", StubUpstream.status(503, "{\"message\":\"ill\"}"));
            UpstreamFaultsTest.await(() -> engine.admin().load().slots() == 16);
            Requests.read(engine, Requests.text("x"));
            assertThat(first.seen("/generate")).isEmpty();
            second.on("/health", StubUpstream.status(500, "")).on("/get_model_info", StubUpstream.status(500, "no"));
            second.on("/v1/models", StubUpstream.status(500, "no"));
            UpstreamFaultsTest.await(() -> !engine.isHealthy());
            assertThat(Requests.failure(engine, Requests.text("x")))
                    .hasMessageStartingWith("no upstream answers: upstream " + first.uri() + " is not available: ill; ")
                    .satisfies(each -> assertThat(each.code()).isEqualTo(Code.UNAVAILABLE));
            first.asSglang("tiny");
            UpstreamFaultsTest.await(engine::isHealthy);
            Requests.read(engine, Requests.text("x"));
            assertThat(first.seen("/generate")).hasSize(1);
        }
    }

    @Test
    void upstreamThatIsDownAtTheStart_joinsLater() throws Exception {
        int port = first.port();
        URI uri = first.uri();
        first.close();
        second.on("/generate", WHOLE);
        try (UpstreamEngine engine =
                UpstreamEngine.connect(UpstreamConfig.of(uri, second.uri()).withHealth(OFTEN))) {
            assertThat(engine.admin().load().slots()).isEqualTo(16);
            Requests.read(engine, Requests.text("x"));
            try (StubUpstream late =
                    new StubUpstream(port, null).asSglang("tiny").on("/generate", WHOLE)) {
                UpstreamFaultsTest.await(() -> engine.admin().load().slots() == 32);
                Requests.read(engine, Requests.text("x"));
                assertThat(late.seen("/generate")).hasSize(1);
            }
        }
    }

    @Test
    void requestThatDidNotRun_goesToAnother() {
        first.on("/generate", StubUpstream.status(503, "{\"message\":\"full\"}"));
        second.on("/generate", WHOLE);
        try (UpstreamEngine engine = engine(NEVER)) {
            assertThat(Requests.read(engine, Requests.text("x")).ids(0)).hasSize(1);
            assertThat(first.seen("/generate")).hasSize(1);
            first.close();
            assertThat(Requests.read(engine, Requests.text("x")).ids(0)).hasSize(1);
            second.on("/generate", StubUpstream.status(503, "{\"message\":\"full too\"}"));
            assertThat(Requests.failure(engine, Requests.text("x")))
                    .hasMessageContaining("is not available: full too")
                    .satisfies(each -> assertThat(each.code()).isEqualTo(Code.UNAVAILABLE));
        }
    }

    @Test
    void requestThatMayHaveRun_isNotSentAgain() throws Exception {
        second.on("/generate", WHOLE);
        second.on("/encode", StubUpstream.json("{\"embedding\":[1],\"meta_info\":{\"prompt_tokens\":1}}"));
        try (Resetting resetting = new Resetting();
                UpstreamEngine engine = UpstreamEngine.connect(
                        UpstreamConfig.of(resetting.uri(), second.uri()).withHealth(NEVER))) {
            assertThat(Requests.failure(engine, Requests.text("x")))
                    .hasMessageContaining("closed the connection before it answered")
                    .satisfies(each -> assertThat(each.code()).isEqualTo(Code.UNAVAILABLE));
            assertThat(second.seen("/generate")).isEmpty();
            // A vector may be made twice.
            assertThat(Requests.join(engine.embed(new EmbedRequest("e", new Prompt.Text("x"), RequestRouting.NONE)))
                            .values())
                    .containsExactly(1f);
        }
    }

    @Test
    void queueThatIsFull_sendsTheRequestToAnother() {
        first.on(
                "/generate",
                StubUpstream.events(SglangUpstreamTest.piece(
                        "", "[]", 0, "{\"type\":\"abort\",\"message\":\"queue is full\",\"status_code\":503}")));
        second.on("/generate", WHOLE);
        try (UpstreamEngine engine = engine(NEVER)) {
            for (int i = 0; i < 3; i++) {
                assertThat(Requests.read(engine, Requests.text("x")).ids(0)).hasSize(1);
            }
            // It is full, not ill.
            assertThat(first.seen("/generate")).hasSize(3);
        }
    }

    @Test
    void lastOneThatIsIn_staysInForRequestsThatFail() {
        first.on("/generate", StubUpstream.status(500, "{\"message\":\"oom\"}"));
        try (UpstreamEngine engine = first.engine(config -> config.withHealth(NEVER))) {
            for (int i = 0; i < 5; i++) {
                assertThat(Requests.failure(engine, Requests.text("x"))).hasMessageContaining("oom");
            }
            assertThat(engine.isHealthy()).isTrue();
        }
    }

    @Test
    void answerThatBegan_isNotBegunAgain() {
        first.on("/generate", (request, out) -> {
            StubUpstream.begin(out);
            StubUpstream.event(out, UpstreamFaultsTest.token(1));
            out.whenConsumed().join();
            out.close(new IOException("dies"));
        });
        second.on("/generate", WHOLE);
        try (UpstreamEngine engine = engine(NEVER)) {
            assertThat(Requests.failure(engine, Requests.text("x")).code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(second.seen("/generate")).isEmpty();
        }
    }

    @Test
    void routingKey_keepsItsUpstreamWhileThatIsIn() throws Exception {
        first.on("/generate", WHOLE);
        second.on("/generate", WHOLE);
        try (UpstreamEngine engine = engine(OFTEN)) {
            List<String> ofSecond = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int before = second.seen("/generate").size();
                Requests.read(engine, Requests.keyed("user-" + i));
                if (second.seen("/generate").size() > before) {
                    ofSecond.add("user-" + i);
                }
            }
            assertThat(ofSecond).hasSizeBetween(8, 32);
            int before = first.seen("/generate").size();
            for (String key : ofSecond) {
                Requests.read(engine, Requests.keyed(key));
            }
            assertThat(first.seen("/generate")).hasSize(before);
            second.on("/health", StubUpstream.status(503, "")).on("/get_model_info", StubUpstream.status(503, ""));
            UpstreamFaultsTest.await(() -> engine.admin().load().slots() == 16);
            Requests.read(engine, Requests.keyed(ofSecond.getFirst()));
            assertThat(first.seen("/generate")).hasSize(before + 1);
            second.asSglang("tiny");
            UpstreamFaultsTest.await(() -> engine.admin().load().slots() == 32);
            Requests.read(engine, Requests.keyed(ofSecond.getFirst()));
            assertThat(first.seen("/generate")).hasSize(before + 1);
        }
    }

    @Test
    void differentModels_areRefused() {
        second.asSglang("other");
        assertThatThrownBy(() -> engine(NEVER).close())
                .hasMessageContaining("as another upstream does")
                .hasMessageContaining("tiny")
                .hasMessageContaining("other");
    }

    /** Tells what it is, and closes the connection on anything else without a word. */
    private static final class Resetting implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Resetting() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try (var connection = socket.accept()) {
                        byte[] bytes = new byte[64 << 10];
                        int read = Math.max(0, connection.getInputStream().read(bytes));
                        String request = new String(bytes, 0, read, StandardCharsets.US_ASCII);
                        if (request.startsWith("GET ")) {
                            String answer = answer(request.startsWith("GET /get_model_info "));
                            connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                        }
                    } catch (IOException e) {
                        // Closed by the test, or by the client.
                    }
                }
            });
        }

        private static String answer(boolean known) {
            String body = known ? "{\"model_path\":\"/models/tiny\"}" : "";
            return "HTTP/1.1 " + (known ? "200 OK" : "404 Not Found")
                    + "\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: " + body.length()
                    + "\r\n\r\n" + body;
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
