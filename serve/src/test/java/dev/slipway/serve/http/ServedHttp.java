package dev.slipway.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.slipway.serve.access.AccessControl;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.api.WatchFactory;
import dev.slipway.serve.config.Security;
import dev.slipway.serve.dispatch.Dispatcher;
import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.dispatch.RequestWatch;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.openai.OpenAiApi;
import dev.slipway.serve.openai.OpenAiSettings;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import dev.slipway.serve.sglang.Operations;
import dev.slipway.serve.sglang.ServerFacts;
import dev.slipway.serve.sglang.SglangApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A server on a port of its own in front of an engine, and the JDK's client for it. */
final class ServedHttp implements AutoCloseable {
    private final InferenceEngine engine;
    final Dispatcher dispatcher;
    final HttpFront front;
    /** What the engine has made for OpenAI's operations. */
    final AtomicLong tokens = new AtomicLong();

    private final Server server;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ServedHttp() {
        this(Script.FAST, Limits.DEFAULT, HttpSettings.DEFAULT);
    }

    ServedHttp(Script script, Limits limits, HttpSettings settings) {
        this(new ScriptedEngine(script), limits, settings);
    }

    ServedHttp(InferenceEngine engine, Limits limits, HttpSettings settings) {
        this(engine, limits, settings, Security.NONE);
    }

    ServedHttp(InferenceEngine engine, Limits limits, HttpSettings settings, Security security) {
        this.engine = engine;
        this.dispatcher = new Dispatcher(engine, limits);
        WatchFactory counting = (_, _) -> new RequestWatch() {
            @Override
            public void tokens(int choice, int count) {
                tokens.addAndGet(count);
            }
        };
        OpenAiApi openAi = new OpenAiApi(dispatcher, counting, OpenAiSettings.DEFAULT);
        SglangApi sglang = new SglangApi(new Operations(
                dispatcher, WatchFactory.NONE, new ServerFacts("test", Optional.empty(), false, Map.of())));
        front = new HttpFront(openAi, sglang, new AccessControl(security), settings);
        ServerBuilder builder = Server.builder().http(0);
        front.configure(builder);
        server = builder.build();
        server.start().join();
    }

    int port() {
        return server.activeLocalPort();
    }

    String address() {
        return "http://127.0.0.1:" + port();
    }

    URI uri(String path) {
        return URI.create(address() + path);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    HttpResponse<String> post(String path, String json) {
        return post(path, HttpRequest.BodyPublishers.ofString(json));
    }

    HttpResponse<String> post(String path, HttpRequest.BodyPublisher body) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("content-type", "application/json")
                .POST(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The answer to a call that must succeed. */
    JsonNode answer(String path, String json) {
        HttpResponse<String> response = post(path, json);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return json(response.body());
    }

    /** The chunks of a streamed answer; checks the framing. */
    List<JsonNode> chunks(String path, String json) {
        HttpResponse<String> response = post(path, json);
        if (response.statusCode() != 200
                || !response.headers()
                        .firstValue("content-type")
                        .orElse("")
                        .equals("text/event-stream; charset=utf-8")) {
            throw new AssertionError(response + " " + response.body());
        }
        return events(response.body());
    }

    static List<JsonNode> events(String body) {
        List<JsonNode> chunks = new ArrayList<>();
        String[] events = body.split("\n\n", -1);
        if (!body.endsWith("\n\n") || !events[events.length - 2].equals("data: [DONE]")) {
            throw new AssertionError("no end: " + body);
        }
        for (int i = 0; i < events.length - 2; i++) {
            if (!events[i].startsWith("data: {") || events[i].indexOf('\n') >= 0) {
                throw new AssertionError("no event: " + events[i]);
            }
            chunks.add(json(events[i].substring(6)));
        }
        return chunks;
    }

    static JsonNode json(String text) {
        try {
            return JsonBody.JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    /** The message of the answer to a call that must fail with a status, after its error object was checked. */
    static String error(HttpResponse<String> response, int status) {
        JsonNode error = json(response.body()).path("error");
        if (response.statusCode() != status
                || !error.path("message").isTextual()
                || !error.path("type").isTextual()
                || !error.has("param")
                || !error.has("code")) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return error.get("message").textValue();
    }

    int running() {
        return engine.admin().load().running();
    }

    static long millisUntil(BooleanSupplier condition) throws InterruptedException {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > 20_000_000_000L) {
                throw new AssertionError("not within 20 s");
            }
            Thread.sleep(1);
        }
        return (System.nanoTime() - begin) / 1_000_000;
    }

    @Override
    public void close() {
        client.shutdownNow();
        dispatcher.close();
        // It ends by itself; netty takes two seconds for it.
        server.closeAsync();
        engine.close();
    }
}
