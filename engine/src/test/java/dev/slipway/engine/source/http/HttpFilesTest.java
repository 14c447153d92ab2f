package dev.slipway.engine.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.engine.source.Sources;
import dev.slipway.engine.source.Workshop;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Op;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpFilesTest {
    private static final String MODIFIED = "Tue, 15 Nov 1994 12:45:26 GMT";

    @TempDir
    Path directory;

    private Workshop workshop;
    private HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> headers = new ConcurrentHashMap<>();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private volatile int broken;

    @BeforeEach
    void start() throws IOException {
        workshop = new Workshop(directory);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        workshop.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            headers.getOrDefault(path, Map.of())
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            String etag = exchange.getResponseHeaders().getFirst("ETag");
            byte[] body = files.get(path);
            String login = headers.getOrDefault(path, Map.of()).get("X-Login");
            if (exchange.getResponseHeaders().containsKey("Location")) {
                answer(exchange, 302, new byte[0]);
            } else if (login != null
                    && !login.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 401, new byte[0]);
            } else if (body == null) {
                answer(exchange, 404, new byte[0]);
            } else if (etag != null && etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                answer(exchange, 304, new byte[0]);
            } else {
                answer(exchange, 200, body);
            }
        }
    }

    private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        answers.add(status + " " + exchange.getRequestURI().getPath());
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (status == 200 && broken > 0) {
            broken--;
            exchange.getResponseBody().write(body, 0, body.length / 2);
            exchange.getResponseBody().flush();
            throw new IOException("the test breaks this connection");
        }
        exchange.getResponseBody().write(body);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static Op.Http op(String url) {
        return new Op.Http(url, Optional.empty(), Optional.empty());
    }

    private void file(String path, String content, String... pairs) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8));
        Map<String, String> set = new ConcurrentHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            set.put(pairs[i], pairs[i + 1]);
        }
        headers.put(path, set);
    }

    private Path fetched(Op.Http op) throws Exception {
        try (Sources sources = workshop.sources()) {
            CacheKey.KeyPart part = sources.resolve(op, workshop.context());
            List<StoredLayer> layers = sources.run(op, part, workshop.context());
            assertThat(layers).hasSize(1);
            try (var all = Files.list(layers.getFirst().directory())) {
                return all.toList().getFirst();
            }
        }
    }

    @Test
    void file_hasTheNameModeAndTimeThatBuildKitGives() throws Exception {
        file("/dir/tool.bin", "hello", "Last-Modified", MODIFIED);
        Path file = fetched(op(url("/dir/tool.bin?x=1")));
        assertThat(file).hasFileName("tool.bin").hasContent("hello");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(Instant.parse("1994-11-15T12:45:26Z"));
    }

    @Test
    void withoutLastModified_theTimeIsTheEpoch() throws Exception {
        file("/a", "x");
        assertThat(Files.getLastModifiedTime(fetched(op(url("/a")))).toInstant())
                .isEqualTo(Instant.EPOCH);
    }

    @Test
    void contentDisposition_namesTheFile_butNeverADirectory() throws Exception {
        file("/get", "x", "Content-Disposition", "attachment; filename=\"../../etc/na me.txt\"");
        assertThat(fetched(op(url("/get")))).hasFileName("na me.txt");
    }

    @Test
    void givenName_wins() throws Exception {
        file("/get", "x", "Content-Disposition", "attachment; filename=other");
        assertThat(fetched(new Op.Http(url("/get"), Optional.of("mine"), Optional.empty())))
                .hasFileName("mine");
    }

    @Test
    void unchangedFile_costsOneConditionalRequest() throws Exception {
        file("/a", "x", "ETag", "\"1\"");
        fetched(op(url("/a")));
        fetched(op(url("/a")));
        assertThat(answers).containsExactly("200 /a", "304 /a");
    }

    @Test
    void changedFile_hasAnotherKey() throws Exception {
        file("/a", "x", "ETag", "\"1\"");
        Digest before;
        try (Sources sources = workshop.sources()) {
            before = sources.resolve(op(url("/a")), workshop.context()).digest();
        }
        file("/a", "y", "ETag", "\"2\"");
        try (Sources sources = workshop.sources()) {
            assertThat(sources.resolve(op(url("/a")), workshop.context()).digest())
                    .isNotEqualTo(before)
                    .isEqualTo(Digest.of(new byte[] {'y'}));
        }
    }

    @Test
    void checksum_isTheKeyWithoutARequest_andTheSecondBuildAsksNothing() throws Exception {
        file("/a", "x");
        Digest expected = Digest.of(new byte[] {'x'});
        Op.Http op = new Op.Http(url("/a"), Optional.empty(), Optional.of(expected));
        try (Sources sources = workshop.sources()) {
            assertThat(sources.resolve(op, workshop.context()).digest()).isEqualTo(expected);
        }
        assertThat(answers).isEmpty();
        fetched(op);
        fetched(op);
        assertThat(answers).containsExactly("200 /a");
    }

    @Test
    void wrongChecksum_isRefusedWithBothDigests() {
        file("/a", "x");
        Op.Http op = new Op.Http(url("/a"), Optional.empty(), Optional.of(Digest.of(new byte[] {'z'})));
        assertThatThrownBy(() -> fetched(op))
                .isInstanceOfSatisfying(
                        SourceException.class,
                        fault -> assertThat(fault.code()).isEqualTo(SourceException.Code.BAD_CONTENT))
                .hasMessageContaining(Digest.of(new byte[] {'x'}).toString())
                .hasMessageContaining(Digest.of(new byte[] {'z'}).toString());
    }

    @Test
    void brokenConnection_isTriedAgainFromTheStart() throws Exception {
        file("/a", "0123456789".repeat(1000));
        broken = 1;
        assertThat(fetched(op(url("/a")))).hasSize(10_000);
    }

    @Test
    void missingFile_isNotFound() {
        assertThatThrownBy(() -> fetched(op(url("/none"))))
                .isInstanceOfSatisfying(
                        SourceException.class,
                        fault -> assertThat(fault.code()).isEqualTo(SourceException.Code.NOT_FOUND))
                .hasMessageContaining("404");
    }

    @Test
    void redirect_isFollowed_andTheNameIsTheFirstAddress() throws Exception {
        file("/latest/tool", "", "Location", url("/v2/blob"));
        file("/v2/blob", "x");
        assertThat(fetched(op(url("/latest/tool")))).hasFileName("tool").hasContent("x");
    }

    @Test
    void secretToken_opensThePrivateFile_andIsNowhereInTheStore() throws Exception {
        file("/private", "x", "X-Login", "Bearer t0ken-value");
        workshop.secret("HTTP_AUTH_TOKEN_127.0.0.1", "t0ken-value");
        assertThat(fetched(op(url("/private")))).hasContent("x");
        try (var all = Files.walk(workshop.store().root())) {
            for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                assertThat(Files.readString(path, StandardCharsets.ISO_8859_1)).doesNotContain("t0ken-value");
            }
        }
    }

    @Test
    void withoutTheToken_theHintNamesTheSecret() {
        file("/private", "x", "X-Login", "Bearer t0ken-value");
        assertThatThrownBy(() -> fetched(op(url("/private")))).isInstanceOfSatisfying(SourceException.class, fault -> {
            assertThat(fault.code()).isEqualTo(SourceException.Code.UNAUTHORIZED);
            assertThat(fault.hint().orElseThrow()).contains("HTTP_AUTH_TOKEN_127.0.0.1");
        });
    }

    @Test
    void passwordInTheAddress_isSentButNotShown() throws Exception {
        file("/private", "x", "X-Login", "Basic dXNlcjpwYXNzdw==");
        String url = url("/private").replace("//", "//user:passw@");
        assertThat(fetched(op(url))).hasContent("x");
        try (Sources sources = workshop.sources()) {
            assertThat(sources.resolve(op(url), workshop.context()).label()).doesNotContain("passw");
        }
    }
}
