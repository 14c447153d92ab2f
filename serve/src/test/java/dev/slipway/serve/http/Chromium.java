package dev.slipway.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.JsonBody;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One page of a headless Chromium: opens addresses, evaluates expressions, presses keys. */
final class Chromium implements AutoCloseable {
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int lastId;

    Chromium(Path profile) throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        HttpRequest newPage = HttpRequest.newBuilder(URI.create("http://" + debugAddress() + "/json/new?about:blank"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        JsonNode page = JsonBody.JSON.readTree(
                http.send(newPage, HttpResponse.BodyHandlers.ofString()).body());
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(page.get("webSocketDebuggerUrl").textValue()), new Messages())
                .join();
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
    }

    private String debugAddress() throws IOException {
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            int at = line.indexOf("ws://");
            if (at >= 0) {
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return line.substring(at + 5, line.indexOf('/', at + 5));
            }
        }
        throw new IOException("chromium ended before it listened");
    }

    void open(String address) throws IOException, InterruptedException {
        call("Page.navigate", Map.of("url", address));
    }

    JsonNode evaluate(String expression) throws IOException, InterruptedException {
        JsonNode result = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** Waits until an expression is true. */
    void await(String expression) throws IOException, InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (evaluate("document.readyState === 'complete' && !!(" + expression + ")")
                    .booleanValue()) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("not within 20 s: " + expression + "; page: "
                + evaluate("document.body.innerText").textValue());
    }

    /** Presses and releases a key; {@code modifiers}: 2 is Control. */
    void press(String key, int code, int modifiers) throws IOException, InterruptedException {
        for (String type : new String[] {"keyDown", "keyUp"}) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of(
                            "type",
                            type,
                            "key",
                            key,
                            "code",
                            key,
                            "windowsVirtualKeyCode",
                            code,
                            "modifiers",
                            modifiers,
                            "text",
                            key.equals("Enter") ? "\r" : ""));
        }
    }

    JsonNode call(String method, Map<String, Object> parameters) throws IOException, InterruptedException {
        int id = ++lastId;
        ObjectNode message = JsonBody.JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JsonBody.JSON.valueToTree(parameters));
        socket.sendText(message.toString(), true).join();
        while (true) {
            JsonNode answer = messages.poll(30, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IOException("no answer to " + method + " within 30 s");
            }
            String event = answer.path("method").asText();
            if (event.equals("Runtime.exceptionThrown")
                    || (event.equals("Log.entryAdded")
                            && answer.at("/params/entry/level").asText().equals("error"))) {
                throw new AssertionError(answer.toString());
            }
            if (answer.path("id").asInt() == id) {
                return answer.path("result");
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(ServedHttp.json(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
