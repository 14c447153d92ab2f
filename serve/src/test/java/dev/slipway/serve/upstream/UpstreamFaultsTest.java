package dev.slipway.serve.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.slipway.serve.engine.RecordingSubscriber;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamFaultsTest {
    static final UpstreamConfig.Timeouts SHORT = new UpstreamConfig.Timeouts(
            Duration.ofSeconds(1),
            Duration.ofMillis(400),
            Duration.ofMillis(300),
            Duration.ofSeconds(5),
            Duration.ZERO);

    private final StubUpstream stub = StubUpstream.sglang();

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void upstreamThatDiesMidStream_failsTheRestAfterWhatCame() {
        stub.on("/generate", (request, out) -> {
            StubUpstream.begin(out);
            StubUpstream.event(out, token(1));
            StubUpstream.event(out, token(2));
            out.whenConsumed().join();
            out.close(new IOException("dies"));
        });
        try (UpstreamEngine engine = stub.engine()) {
            RecordingSubscriber reader = Requests.read(engine, Requests.text("x"));
            assertThat(reader.ids(0)).containsExactly(1, 1);
            assertThat(Requests.failure(reader))
                    .hasMessage("upstream " + stub.uri() + " ended in the middle of an answer (expected: all of it)")
                    .satisfies(each -> assertThat(each.code()).isEqualTo(Code.UNAVAILABLE));
            assertThat(stub.seen("/generate")).hasSize(1);
        }
    }

    @Test
    void answerThatEndsEarly_isNoAnswer() {
        stub.on("/generate", StubUpstream.events(token(1)));
        try (UpstreamEngine engine = stub.engine()) {
            assertThat(Requests.failure(engine, Requests.text("x")).code()).isEqualTo(Code.UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void upstreamThatHangs_isGivenUp(int events) throws Exception {
        stub.on("/generate", (request, out) -> {
            if (events > 0) {
                StubUpstream.begin(out);
            }
            for (int i = 1; i < events; i++) {
                StubUpstream.event(out, token(i));
            }
        });
        try (UpstreamEngine engine = stub.engine(config -> config.withTimeouts(SHORT))) {
            long start = System.nanoTime();
            ServeException failure = Requests.failure(engine, Requests.text("x"));
            assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
            assertThat(failure)
                    .hasMessageContaining(
                            events < 2 ? "nothing came for 400 ms" : "nothing came for 300 ms in the middle");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(290), Duration.ofSeconds(5));
            assertThat(stub.left().await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void readerThatPauses_isNoHang() throws Exception {
        stub.on("/generate", (request, out) -> {
            StubUpstream.begin(out);
            for (int i = 1; i <= 200; i++) {
                StubUpstream.event(out, token(i));
            }
            StubUpstream.event(out, last(201));
            StubUpstream.done(out);
        });
        try (UpstreamEngine engine = stub.engine(config -> config.withTimeouts(SHORT))) {
            RecordingSubscriber reader = new RecordingSubscriber(5);
            engine.generate(Requests.text("x")).subscribe(reader);
            Thread.sleep(1000);
            assertThat(reader.events()).hasSize(5);
            assertThat(reader.isEnded()).isFalse();
            reader.request(Long.MAX_VALUE);
            reader.awaitEnd();
            assertThat(reader.ids(0)).hasSize(201);
        }
    }

    @Test
    void garbage_isShownInParts() {
        stub.on("/generate", StubUpstream.events("<html>" + "x".repeat(5000)));
        try (UpstreamEngine engine = stub.engine()) {
            ServeException failure = Requests.failure(engine, Requests.text("x"));
            assertThat(failure.code()).isEqualTo(Code.INTERNAL);
            assertThat(failure)
                    .hasMessageStartingWith("cannot read the answer of upstream " + stub.uri() + ": \"<html>xxx")
                    .hasMessageEndingWith("...\" (expected: JSON)");
            assertThat(failure.getMessage().length()).isLessThan(300);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"meta_info\":{},\"index\":5}",
                "{\"meta_info\":3}",
                "{\"meta_info\":{\"finish_reason\":{\"type\":\"what\"}}}"
            })
    void jsonThatIsNoPiece_isRefused(String piece) {
        stub.on("/generate", StubUpstream.events(piece));
        try (UpstreamEngine engine = stub.engine()) {
            assertThat(Requests.failure(engine, Requests.text("x")))
                    .hasMessageContaining("cannot read the answer of upstream")
                    .satisfies(each -> assertThat(each.code()).isEqualTo(Code.INTERNAL));
        }
    }

    @Test
    void otherContentType_isRefused() {
        stub.on("/generate", StubUpstream.json("{\"text\":\"not a stream\"}"));
        try (UpstreamEngine engine = stub.engine()) {
            assertThat(Requests.failure(engine, Requests.text("x")))
                    .hasMessageContaining("\"{\"text\":\"not a stream\"}\" (expected: content-type text/event-stream)");
        }
    }

    @Test
    void lineOfTenMegabytes_isRefused() throws Exception {
        byte[] piece = new byte[64 << 10];
        Arrays.fill(piece, (byte) 'x');
        stub.on("/generate", (request, out) -> {
            StubUpstream.begin(out);
            out.write(HttpData.ofUtf8("data: "));
            for (int i = 0; i < 160 && out.isOpen(); i++) {
                out.write(HttpData.wrap(piece));
                out.whenConsumed().join();
            }
        });
        try (UpstreamEngine engine = stub.engine()) {
            assertThat(Requests.failure(engine, Requests.text("x")))
                    .hasMessageContaining("expected: events of at most 8388608 bytes")
                    .satisfies(each -> assertThat(each.code()).isEqualTo(Code.INTERNAL));
            assertThat(stub.left().await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, '{\"error\":{\"message\":\"too long\"}}', INVALID_ARGUMENT, too long",
        "422, '{\"detail\":\"no text\"}', INVALID_ARGUMENT, no text",
        "400, '{\"object\":\"error\",\"message\":\"old\"}', INVALID_ARGUMENT, old",
        "401, '{\"error\":\"key sk-echo\"}', UNAVAILABLE, refuses this server's credentials with 401",
        "403, '', UNAVAILABLE, expected: an API key that it accepts",
        "404, '{\"error\":{\"message\":\"no model x\"}}', NOT_FOUND, no model x",
        "429, '', RESOURCE_EXHAUSTED, too many requests",
        "500, 'oops', INTERNAL, 'answered with 500 (expected: 200): oops'",
        "503, '{\"error\":{\"message\":\"loading\"}}', UNAVAILABLE, 'is not available: loading'",
        "504, '', DEADLINE_EXCEEDED, timed out",
        "302, '', INTERNAL, answered with 302"
    })
    void status_isMapped(int status, String body, Code code, String message) {
        stub.on("/generate", StubUpstream.status(status, body));
        try (UpstreamEngine engine = stub.engine()) {
            assertThat(Requests.failure(engine, Requests.text("x")))
                    .hasMessageContaining(message)
                    .hasMessageNotContaining("sk-echo")
                    .satisfies(each -> assertThat(each.code()).isEqualTo(code));
            assertThat(engine.admin().load().running()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "h2c"})
    void readerThatLeaves_stopsTheUpstreamWithin100Ms(String scheme) throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            try (StubUpstream own = StubUpstream.sglang();
                    UpstreamEngine engine = UpstreamEngine.connect(UpstreamConfig.of(scheme(own.uri(), scheme)))) {
                own.on("/generate", UpstreamFaultsTest::forever);
                RecordingSubscriber reader = new RecordingSubscriber(3);
                engine.generate(Requests.text("x")).subscribe(reader);
                await(() -> reader.events().size() == 3);
                long start = System.nanoTime();
                reader.cancel();
                assertThat(own.left().await(5, TimeUnit.SECONDS)).isTrue();
                millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                await(() -> !own.seen("/abort_request").isEmpty());
                assertThat(own.body("/abort_request").path("rid").asText()).isEqualTo("rid-1");
                assertThat(engine.admin().load().running()).isZero();
            }
        }
        millis.sort(null);
        // The middle one: other programs use this machine too.
        assertThat(millis.get(2)).as("ms, %s", millis).isLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "h2c"})
    void readerThatStopsReading_stopsTheUpstream(String scheme) throws Exception {
        AtomicLong written = new AtomicLong();
        String text = "\"" + "a".repeat(16_000) + "\"";
        stub.on("/generate", (request, out) -> {
            StubUpstream.begin(out);
            for (int i = 1; written.get() < 512L << 20 && out.isOpen(); i++) {
                String piece = token(i).replace("\"a\"", text);
                StubUpstream.event(out, piece);
                out.whenConsumed().join();
                written.addAndGet(piece.length());
            }
        });
        UpstreamConfig config = UpstreamConfig.of(scheme(stub.uri(), scheme)).withTimeouts(SHORT);
        try (UpstreamEngine engine = UpstreamEngine.connect(config)) {
            RecordingSubscriber reader = new RecordingSubscriber(5);
            engine.generate(Requests.text("x")).subscribe(reader);
            await(() -> reader.events().size() == 5);
            long before = -1;
            while (before != written.get()) {
                before = written.get();
                Thread.sleep(500);
            }
            // What sockets and windows hold; the reader was given five of these pieces.
            assertThat(before).isLessThan(24L << 20);
            assertThat(reader.events()).hasSize(5);
            assertThat(reader.isEnded()).isFalse();
            reader.cancel();
            assertThat(stub.left().await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void connection_isUsedAgain() {
        stub.on("/generate", StubUpstream.events(last(1)));
        try (UpstreamEngine engine = stub.engine()) {
            for (int i = 0; i < 10; i++) {
                Requests.read(engine, Requests.text("x"));
            }
            assertThat(stub.seen("/generate").stream()
                            .map(StubUpstream.Seen::clientPort)
                            .distinct()
                            .count())
                    .isLessThan(5);
        }
    }

    @Test
    void closedEngine_endsWhatRuns() throws Exception {
        stub.on("/generate", UpstreamFaultsTest::forever);
        UpstreamEngine engine = stub.engine();
        RecordingSubscriber reader = new RecordingSubscriber(Long.MAX_VALUE);
        engine.generate(Requests.text("x")).subscribe(reader);
        await(() -> reader.events().size() > 2);
        engine.close();
        reader.awaitEnd();
        assertThat(Requests.failure(reader)).hasMessage("the engine is closed");
        assertThat(stub.left().await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(Requests.failure(engine, Requests.text("x")).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(engine.isHealthy()).isFalse();
    }

    @Test
    void nobodyAtTheStart_isSaidWithTheReasons() {
        URI gone = stub.uri();
        stub.close();
        assertThatThrownBy(() -> UpstreamEngine.connect(UpstreamConfig.of(gone)))
                .isInstanceOf(ServeException.class)
                .hasMessage("no upstream answers: cannot reach upstream " + gone + ": connection refused");
    }

    @Test
    void wrongKeyAtTheStart_isSaidWithoutIt() {
        stub.on("/get_model_info", StubUpstream.status(401, "{\"error\":\"Unauthorized sk-secret\"}"));
        assertThatThrownBy(() -> stub.engine(config -> config.withAccess(
                        new UpstreamConfig.Access(Optional.of("sk-secret"), Optional.empty(), false))))
                .hasMessageContaining("refuses this server's credentials with 401")
                .hasMessageNotContaining("sk-secret");
    }

    @Test
    void serverOfAnotherKind_isRefusedAtTheStart() {
        try (StubUpstream other = new StubUpstream().on("/v1/models", StubUpstream.json("<html>hello</html>"))) {
            assertThatThrownBy(other::engine)
                    .hasMessageContaining("cannot read the answer of upstream")
                    .hasMessageContaining("expected: an object with data");
        }
    }

    static void forever(StubUpstream.Seen request, HttpResponseWriter out) throws InterruptedException {
        out.write(ResponseHeaders.of(HttpStatus.OK, "content-type", "text/event-stream; charset=utf-8"));
        for (int i = 1; out.isOpen() && i < 4000; i++) {
            StubUpstream.event(out, token(i));
            Thread.sleep(5);
        }
    }

    static String token(int total) {
        return SglangUpstreamTest.piece("a", "[1]", total, "null");
    }

    static String last(int total) {
        return SglangUpstreamTest.piece("a", "[1]", total, "{\"type\":\"length\",\"length\":" + total + "}");
    }

    static URI scheme(URI uri, String scheme) {
        return URI.create(uri.toString().replaceFirst("^[a-z0-9]+", scheme));
    }

    static void await(BooleanSupplier reached) throws InterruptedException {
        for (int i = 0; i < 2000 && !reached.getAsBoolean(); i++) {
            Thread.sleep(5);
        }
        assertThat(reached.getAsBoolean()).isTrue();
    }
}
