package dev.slipway.serve.observe;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes what is sent to it as OTLP over HTTP. */
final class StubCollector implements AutoCloseable {
    private final HttpServer server;
    private final LinkedBlockingQueue<Export> exports = new LinkedBlockingQueue<>();

    record Export(String contentType, OtlpSpan span) {}

    StubCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                    .orElse("");
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            // After the answer, which the sender otherwise may not get before the test ends.
            exports.add(new Export(type, OtlpSpan.onlyOneOf(body)));
        });
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
    }

    Export await() throws InterruptedException {
        Export export = exports.poll(10, TimeUnit.SECONDS);
        if (export == null) {
            throw new AssertionError("no span came within 10 s");
        }
        return export;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
