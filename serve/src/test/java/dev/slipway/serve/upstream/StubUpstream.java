package dev.slipway.serve.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.slipway.serve.upstream.dialect.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** A server on a port of its own that answers as each test says, over real sockets, HTTP/1.1 and HTTP/2. */
final class StubUpstream implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch left = new CountDownLatch(1);
    private final Server server;
    private final boolean tls;
    private int closedPort = -1;

    /** One request as it came. */
    record Seen(String path, RequestHeaders headers, JsonNode body, int clientPort) {}

    /** Writes an answer on a thread of its own. */
    interface Answer {
        void write(Seen request, HttpResponseWriter out) throws Exception;
    }

    StubUpstream() {
        this(0, null);
    }

    StubUpstream(int port, @Nullable KeyManagerFactory keys) {
        this.tls = keys != null;
        ServerBuilder builder = Server.builder().requestTimeoutMillis(0).gracefulShutdownTimeoutMillis(0, 0);
        if (keys == null) {
            builder.http(new InetSocketAddress("127.0.0.1", port));
        } else {
            builder.https(new InetSocketAddress("127.0.0.1", port)).tls(keys);
        }
        server = builder.service("prefix:/", (context, request) -> {
                    HttpResponseWriter out = HttpResponse.streaming();
                    out.whenComplete().whenComplete((done, thrown) -> {
                        if (thrown != null) {
                            left.countDown();
                        }
                    });
                    request.aggregate().thenAccept(whole -> {
                        JsonNode body = Json.parsed(whole.content().array()).orElse(JSON.createObjectNode());
                        Seen one = new Seen(
                                context.path(),
                                whole.headers(),
                                body,
                                context.remoteAddress().getPort());
                        seen.add(one);
                        Thread.ofVirtual().start(() -> answer(one, out));
                    });
                    return out;
                })
                .build();
        server.start().join();
    }

    private void answer(Seen request, HttpResponseWriter out) {
        try {
            answers.getOrDefault(request.path(), status(404, "{\"detail\":\"Not Found\"}"))
                    .write(request, out);
        } catch (Exception e) {
            out.close(e);
        }
    }

    /** Speaks as an SGLang server of a model named {@code tiny}. */
    static StubUpstream sglang() {
        return new StubUpstream().asSglang("tiny");
    }

    StubUpstream asSglang(String name) {
        on(
                "/get_model_info",
                json("{\"model_path\":\"/models/" + name + "\",\"tokenizer_path\":\"/models/" + name
                        + "\",\"is_generation\":true,\"model_type\":\"llama\"}"));
        on("/get_server_info", json("{\"max_running_requests\":16,\"context_length\":2048}"));
        on("/v1/models", json("{\"data\":[{\"id\":\"" + name + "\",\"owned_by\":\"sglang\",\"max_model_len\":4096}]}"));
        on("/health", status(200, ""));
        on("/abort_request", status(200, ""));
        return on("/get_load", json("[{\"dp_rank\":0,\"num_reqs\":5,\"num_waiting_reqs\":3,\"num_tokens\":77}]"));
    }

    /** Speaks OpenAI's API as the server of that name in {@code owned_by}. */
    static StubUpstream openAi(String owner) {
        return new StubUpstream()
                .on(
                        "/v1/models",
                        json("{\"object\":\"list\",\"data\":[{\"id\":\"tiny\",\"object\":\"model\",\"owned_by\":\""
                                + owner + "\",\"max_model_len\":512}]}"))
                .on("/health", status(200, ""));
    }

    StubUpstream on(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    static Answer json(String body) {
        return status(200, body);
    }

    static Answer status(int status, String body) {
        return (request, out) -> {
            out.write(ResponseHeaders.of(HttpStatus.valueOf(status), "content-type", "application/json"));
            if (!body.isEmpty()) {
                out.write(HttpData.ofUtf8(body));
            }
            out.close();
        };
    }

    /** Events of these data, then {@code [DONE]}. */
    static Answer events(String... data) {
        return (request, out) -> {
            begin(out);
            for (String each : data) {
                event(out, each);
            }
            done(out);
        };
    }

    /** The same, a byte a chunk. */
    static Answer bytes(String... data) {
        return (request, out) -> {
            begin(out);
            StringBuilder text = new StringBuilder(": hello\r\n\r\n");
            for (String each : data) {
                text.append("event: message\r\ndata: ").append(each).append("\r\n\r\n");
            }
            for (byte one : text.append("data: [DONE]\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8)) {
                out.write(HttpData.wrap(new byte[] {one}));
                out.whenConsumed().join();
            }
            out.close();
        };
    }

    static void begin(HttpResponseWriter out) {
        out.write(ResponseHeaders.of(HttpStatus.OK, "content-type", MediaType.EVENT_STREAM.toString()));
    }

    static void event(HttpResponseWriter out, String data) {
        out.write(HttpData.ofUtf8("data: " + data + "\n\n"));
    }

    static void done(HttpResponseWriter out) {
        event(out, "[DONE]");
        out.close();
    }

    URI uri() {
        return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + port());
    }

    int port() {
        return server.activeLocalPort();
    }

    List<Seen> seen(String path) {
        return seen.stream().filter(each -> each.path().equals(path)).toList();
    }

    JsonNode body(String path) {
        return seen(path).getLast().body();
    }

    /** Opens when a client left before its answer ended. */
    CountDownLatch left() {
        return left;
    }

    UpstreamEngine engine() {
        return engine(config -> config);
    }

    UpstreamEngine engine(UnaryOperator<UpstreamConfig> with) {
        return UpstreamEngine.connect(with.apply(UpstreamConfig.of(uri())));
    }

    @Override
    public void close() {
        int port = closedPort >= 0 ? closedPort : port();
        closedPort = port;
        // Its threads end some time later, which nobody has to wait for.
        server.stop();
        while (true) {
            try (Socket ignored = new Socket("127.0.0.1", port)) {
                Thread.sleep(2);
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
