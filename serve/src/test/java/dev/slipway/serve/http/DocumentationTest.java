package dev.slipway.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.scripted.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentationTest {
    private static final ServedHttp SERVER =
            new ServedHttp(Script.FAST.withPace(Duration.ofMillis(20)), Limits.DEFAULT, HttpSettings.DEFAULT);

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static JsonNode description() {
        return ServedHttp.json(SERVER.get("/openapi.json").body());
    }

    @Test
    void description_namesExactlyTheEndpointsThatAreServed() {
        Set<String> described = new TreeSet<>();
        description()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> served = new TreeSet<>();
        SERVER.front.endpoints().stream()
                .filter(endpoint -> !endpoint.operation().equals("Documentation"))
                .forEach(endpoint -> endpoint.methods()
                        .forEach(method ->
                                served.add(method + " " + endpoint.path().replace("{*model}", "{model}"))));
        // Bound by whoever has the metrics.
        served.add("GET /metrics");
        assertThat(described).isEqualTo(served);
    }

    @Test
    void examples_areAnswered() {
        description().get("paths").properties().forEach(path -> {
            JsonNode example = path.getValue().at("/post/requestBody/content/application~1json/example");
            // A label of the score's example need not be among those that this engine tells.
            if (!example.isMissingNode() && !path.getKey().equals("/v1/score")) {
                assertThat(SERVER.post(path.getKey(), example.toString()).statusCode())
                        .as(path.getKey())
                        .isEqualTo(200);
                SERVER.post("/continue_generation", "");
                SERVER.post("/stop_profile", "");
            }
        });
    }

    @Test
    void root_leadsToThePage() {
        var response = SERVER.get("/");
        assertThat(response.statusCode()).isEqualTo(307);
        assertThat(response.headers().firstValue("location")).contains("/docs");
    }

    @Test
    void page_sendsACallByKeyboardAndShowsItWhileItComes(@TempDir Path profile) throws Exception {
        try (Chromium browser = new Chromium(profile)) {
            browser.open(SERVER.address() + "/docs");
            browser.await("document.querySelectorAll('nav button').length > 20");
            assertThat(browser.evaluate("document.getElementById('title').textContent")
                            .textValue())
                    .isEqualTo("POST /v1/chat/completions");
            browser.evaluate("document.getElementById('body').focus()");
            browser.press("Enter", 13, 2);
            browser.await("document.getElementById('text').textContent.length > 3");
            assertThat(browser.evaluate("document.getElementById('stop').disabled")
                            .booleanValue())
                    .as("the answer is still coming")
                    .isFalse();
            browser.await("document.getElementById('answer').textContent.includes('[DONE]')");
            assertThat(browser.evaluate("document.getElementById('text').textContent.length")
                            .intValue())
                    .isEqualTo(64);
            assertThat(browser.evaluate("document.getElementById('status').textContent")
                            .textValue())
                    .startsWith("200 OK, first event after")
                    .contains("66 events");
            assertThat(browser.evaluate("document.getElementById('curl').textContent")
                            .textValue())
                    .contains("-X POST")
                    .contains(SERVER.address() + "/v1/chat/completions")
                    .contains("\"stream\":true");
        }
    }

    @Test
    void page_stopsAStreamAndShowsErrors(@TempDir Path profile) throws Exception {
        try (Chromium browser = new Chromium(profile)) {
            browser.open(SERVER.address() + "/docs#POST%20%2Fv1%2Fcompletions");
            browser.await("document.getElementById('title').textContent === 'POST /v1/completions'");
            browser.evaluate("{ const body = document.getElementById('body');"
                    + " body.value = body.value.replace('64', '100000'); document.getElementById('send').click(); }");
            browser.await("document.getElementById('text').textContent.length > 3");
            browser.evaluate("document.getElementById('stop').click()");
            ServedHttp.millisUntil(() -> SERVER.running() == 0);
            browser.await("document.getElementById('status').textContent.startsWith('stopped')");
        }
    }
}
