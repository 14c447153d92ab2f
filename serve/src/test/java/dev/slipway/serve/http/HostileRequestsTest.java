package dev.slipway.serve.http;

import static dev.slipway.serve.http.ServedHttp.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.scripted.Script;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRequestsTest {
    private static final ServedHttp SERVER =
            new ServedHttp(Script.FAST, Limits.DEFAULT, new HttpSettings(1 << 20, List.of(), true));
    private static final String CHAT = "/v1/chat/completions";

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @AfterEach
    void serverAnswersAndRunsNothing() {
        assertThat(SERVER.answer("/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":1}")
                        .get("choices"))
                .hasSize(1);
        assertThat(SERVER.running()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, "/v1/completions", "/v1/embeddings", "/v1/rerank", "/generate", "/tokenize"})
    void malformedBodies_areRefusedEverywhere(String path) {
        for (String body : List.of("", "{", "[]", "null", "\"text\"", "{\"a\":1,}", "{\"a\":1}{}", "{'a':1}", "NaN")) {
            assertThat(error(SERVER.post(path, body), 400)).as(body).startsWith("the request's body is ");
        }
        assertThat(error(SERVER.post(path, "{\"a\":" + "[".repeat(100_000)), 400))
                .contains("at most 64 levels deep");
        assertThat(error(SERVER.post(path, "{\"rid\":\"a\",\"rid\":\"b\"}"), 400))
                .contains("no member twice");
        byte[] latin = {'{', '"', 'a', '"', ':', '"', (byte) 0xe4, '"', '}'};
        assertThat(error(SERVER.post(path, HttpRequest.BodyPublishers.ofByteArray(latin)), 400))
                .isEqualTo("the request's body is not UTF-8 (expected: a JSON object in UTF-8)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"temperature\":-1 | temperature: -1.0 (expected: 0 or more)",
                "\"temperature\":1e999 | temperature: Infinity (expected: 0 or more)",
                "\"temperature\":\"hot\" | temperature: a text (expected: a number)",
                "\"top_p\":0 | top_p: 0.0 (expected: over 0, up to 1)",
                "\"top_k\":-2 | top_k: -2 (expected: 1 or more, or -1 for all tokens)",
                "\"min_p\":1.5 | min_p: 1.5 (expected: 0 to 1)",
                "\"presence_penalty\":-3 | presence_penalty: -3.0 (expected: -2 to 2)",
                "\"frequency_penalty\":true | frequency_penalty: true (expected: a number)",
                "\"max_tokens\":-5 | max_tokens: -5 (expected: 0 or more)",
                "\"max_tokens\":1.5 | max_tokens: 1.5 (expected: a whole number of 32 bits)",
                "\"max_tokens\":99999999999 | max_tokens: 99999999999 (expected: a whole number of 32 bits)",
                "\"max_completion_tokens\":-1 | max_completion_tokens: -1 (expected: 0 or more)",
                "\"min_tokens\":5,\"max_tokens\":3 | min_tokens: 5 (expected: 0 to 3, the most tokens of the answer)",
                "\"n\":0 | n: 0 (expected: 1 to 128)",
                "\"n\":1000000 | n: 1000000 (expected: 1 to 128)",
                "\"stop\":[1] | stop: 1 (expected: a list of texts)",
                "\"stop\":\"\" | stop: \"\" (expected: a text that is not empty)",
                "\"stop_token_ids\":[-1] | stop_token_ids: -1 (expected: a list of token ids, whole numbers of 0 and more)",
                "\"seed\":\"x\" | seed: a text (expected: a whole number of 64 bits)",
                "\"top_logprobs\":3 | top_logprobs: 3 (expected: absent, as logprobs is not true)",
                "\"logprobs\":true,\"top_logprobs\":50 | top_logprobs: 50 (expected: 0 to 20)",
                "\"stream\":\"yes\" | stream: a text (expected: true or false)",
                "\"response_format\":{\"type\":\"xml\"} | response_format.type: \"xml\" (expected: text, json_object or json_schema)",
                "\"tools\":{} | tools: an object (expected: a list of tools)",
                "\"model\":7 | model: 7 (expected: a text)",
                "\"rid\":\"\" | rid: 1 ids (expected: one, or 1, one for each prompt; none of them empty)",
            })
    void wrongParameter_isNamedWithWhatWasExpected(String member, String message) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + member.strip() + "}";
        var response = SERVER.post(CHAT, body);
        assertThat(error(response, 400)).isEqualTo(message.strip());
        String param = ServedHttp.json(response.body()).at("/error/param").asText();
        assertThat(message.strip()).startsWith(param + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"logit_bias\":{\"5\":1}",
                "\"ebnf\":\"root ::= x\"",
                "\"best_of\":2",
                "\"suffix\":\"x\"",
                "\"no_stop_trim\":true",
                "\"skip_special_tokens\":false",
                "\"return_hidden_states\":true"
            })
    void memberThatNoEngineKnows_isRefusedByName(String member) {
        var response = SERVER.post("/v1/completions", "{\"prompt\":\"a\"," + member + "}");
        String name = member.substring(1, member.indexOf('"', 1));
        assertThat(error(response, 501)).startsWith(name + ": ");
        assertThat(ServedHttp.json(response.body()).at("/error/param").textValue())
                .isEqualTo(name);
    }

    @Test
    void harmlessAndUnknownMembers_areIgnored() {
        SERVER.answer(
                "/v1/completions",
                "{\"prompt\":\"a\",\"max_tokens\":1,\"logit_bias\":{},\"best_of\":1,\"suffix\":null,\"user\":\"u\","
                        + "\"store\":true,\"something_new\":{\"a\":[1]},\"return_hidden_states\":false}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | messages: absent",
                "{\"messages\":[]} | messages: []",
                "{\"messages\":\"Hi\"} | messages: a text",
                "{\"messages\":[\"Hi\"]} | messages[0]: a text",
                "{\"messages\":[{\"content\":\"Hi\"}]} | messages[0].role",
                "{\"messages\":[{\"role\":\"user\"}]} | messages[0].content: absent",
                "{\"messages\":[{\"role\":\"user\",\"content\":5}]} | messages[0].content: 5",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]} | messages: a content part",
            })
    void wrongMessages_areNamedByPlace(String body, String message) {
        assertThat(error(SERVER.post(CHAT, body), 400)).startsWith(message.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"prompt\":[]}",
                "{\"prompt\":[\"a\",1]}",
                "{\"prompt\":[[1],[]]}",
                "{\"prompt\":[1,\"a\"]}",
                "{\"prompt\":[1,-2]}",
                "{\"prompt\":{}}",
                "{\"prompt\":[99999999999]}"
            })
    void wrongPrompts_areRefused(String body) {
        assertThat(error(SERVER.post("/v1/completions", body), 400)).startsWith("prompt");
    }

    @Test
    void bodyOverTheLimit_is413() throws Exception {
        String large = "{\"prompt\":\"" + "a".repeat(2 << 20) + "\"}";
        assertThat(error(SERVER.post("/v1/completions", large), 413))
                .isEqualTo("the request's body is too large (expected: at most 1048576 bytes)");
        try (RawClient client = new RawClient(SERVER.port(), 65536)) {
            client.send("POST /generate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 99999999999\r\n\r\n{");
            assertThat(client.readUntil("}}")).contains("413").contains("\"error\"");
        }
    }

    @Test
    void otherContentTypes_are400() {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "nonsense")) {
            var response = SERVER.send(HttpRequest.newBuilder(SERVER.uri(CHAT))
                    .header("content-type", type)
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(error(response, 400)).contains("expected: application/json");
        }
        var without =
                SERVER.send(HttpRequest.newBuilder(SERVER.uri(CHAT)).POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(error(without, 400)).contains("expected: application/json");
    }

    @Test
    void unknownPathsAndMethods_areErrorsInJson() {
        assertThat(error(SERVER.get("/v2/nothing?secret=1"), 404)).isEqualTo("GET /v2/nothing: no such endpoint");
        assertThat(error(SERVER.get(CHAT), 405))
                .isEqualTo("GET /v1/chat/completions: the endpoint does not take this method");
        assertThat(error(SERVER.post("/health", "{}"), 405)).startsWith("POST /health");
    }

    @Test
    void noPage_mayCallFromABrowserUnlessAllowed() {
        var request = HttpRequest.newBuilder(SERVER.uri("/v1/models")).header("origin", "https://evil.example");
        assertThat(SERVER.send(request).headers().firstValue("access-control-allow-origin"))
                .isEmpty();
        try (ServedHttp open = new ServedHttp(
                Script.FAST, Limits.DEFAULT, new HttpSettings(1000, List.of("https://app.example"), false))) {
            var preflight = open.send(HttpRequest.newBuilder(open.uri(CHAT))
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .header("origin", "https://app.example")
                    .header("access-control-request-method", "POST")
                    .header("access-control-request-headers", "authorization,content-type"));
            assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                    .contains("https://app.example");
            assertThat(open.get("/docs").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void idThatRuns_isAConflict() throws Exception {
        try (RawClient client = new RawClient(SERVER.port(), 4096)) {
            client.post(
                    "/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":1000000,\"stream\":true,\"rid\":\"same\"}");
            client.readUntil("data: ");
            assertThat(error(SERVER.post("/v1/completions", "{\"prompt\":\"a\",\"rid\":\"same\"}"), 409))
                    .contains("\"same\" runs already");
        }
        ServedHttp.millisUntil(() -> SERVER.running() == 0);
    }
}
