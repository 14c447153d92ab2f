package dev.slipway.serve.http;

import static dev.slipway.serve.http.ServedHttp.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.config.Security;
import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NativeEndpointsTest {
    private static final ServedHttp SERVER = new ServedHttp();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static HttpResponse<String> put(String path, String json) {
        return SERVER.send(HttpRequest.newBuilder(SERVER.uri(path))
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    @Test
    void generate_saysTheSameAsACompletion() {
        String request = "{\"text\":\"ab\",\"sampling_params\":{\"max_new_tokens\":9,\"temperature\":0}";
        JsonNode whole = SERVER.answer("/generate", request + "}");
        assertThat(whole.get("text"))
                .isEqualTo(SERVER.answer("/v1/completions", "{\"prompt\":\"ab\",\"max_tokens\":9,\"temperature\":0}")
                        .at("/choices/0/text"));
        assertThat(ServedHttp.json(put("/generate", request + "}").body()).get("text"))
                .isEqualTo(whole.get("text"));
        List<JsonNode> chunks = SERVER.chunks("/generate", request + ",\"stream\":true}");
        // SGLang's own streams tell the whole text each time.
        assertThat(chunks.getLast().get("text")).isEqualTo(whole.get("text"));
        assertThat(chunks.getLast().at("/meta_info/finish_reason/type").textValue())
                .isEqualTo("length");
    }

    @Test
    void tokensAskedForById_haveTheirProbabilities() {
        String request = "\"sampling_params\":{\"max_new_tokens\":2,\"temperature\":0},\"return_logprob\":true,";
        JsonNode meta = SERVER.answer("/generate", "{\"text\":\"ab\"," + request + "\"token_ids_logprob\":[5,97]}")
                .get("meta_info");
        assertThat(meta.get("output_token_ids_logprobs")).hasSize(2).allSatisfy(each -> {
            assertThat(each.get(0).get(0).doubleValue()).isEqualTo(-27.25);
            assertThat(each.get(0).get(1).intValue()).isEqualTo(5);
            assertThat(each.get(1).get(1).intValue()).isEqualTo(97);
        });
        JsonNode batch =
                SERVER.answer("/generate", "{\"text\":[\"a\",\"b\"]," + request + "\"token_ids_logprob\":[[5],[6]]}");
        assertThat(batch.at("/1/meta_info/output_token_ids_logprobs/0/0/1").intValue())
                .isEqualTo(6);
        assertThat(error(
                        SERVER.post("/generate", "{\"text\":[\"a\",\"b\"]," + request + "\"token_ids_logprob\":[[5]]}"),
                        400))
                .startsWith("token_ids_logprob: 1 lists (expected: one a prompt, 2)");
    }

    @Test
    void encodeAndClassify_giveTheVectorOfTheEmbeddings() {
        JsonNode vector =
                SERVER.answer("/v1/embeddings", "{\"input\":\"a text\"}").at("/data/0/embedding");
        for (String path : List.of("/encode", "/classify")) {
            assertThat(SERVER.answer(path, "{\"text\":\"a text\"}").get("embedding"))
                    .isEqualTo(vector);
        }
    }

    @Test
    void tokens_goThereAndBack() {
        JsonNode tokens = SERVER.answer("/tokenize", "{\"prompt\":\"abc\"}");
        assertThat(tokens.get("tokens").toString()).isEqualTo("[256,97,98,99]");
        assertThat(SERVER.answer("/detokenize", "{\"tokens\":[97,98,99]}")
                        .get("text")
                        .textValue())
                .isEqualTo("abc");
    }

    @Test
    void information_isThere() {
        assertThat(SERVER.get("/health").statusCode()).isEqualTo(200);
        assertThat(SERVER.get("/health_generate").statusCode()).isEqualTo(200);
        assertThat(ServedHttp.json(SERVER.get("/get_model_info").body())
                        .get("is_generation")
                        .booleanValue())
                .isTrue();
        assertThat(ServedHttp.json(SERVER.get("/get_server_info").body())
                        .get("version")
                        .textValue())
                .isEqualTo("test");
        assertThat(ServedHttp.json(SERVER.get("/get_load").body())).isNotEmpty();
    }

    @Test
    void administration_isDone() {
        for (String path : List.of("/flush_cache", "/start_profile", "/stop_profile", "/pause_generation")) {
            assertThat(SERVER.post(path, "").statusCode()).as(path).isEqualTo(200);
        }
        assertThat(SERVER.post("/continue_generation", "").statusCode()).isEqualTo(200);
        assertThat(SERVER.get("/flush_cache").statusCode()).isEqualTo(200);
        assertThat(SERVER.post("/abort_request", "{\"abort_all\":true}").statusCode())
                .isEqualTo(200);
        assertThat(error(SERVER.post("/stop_profile", ""), 400)).contains("no profile is being recorded");
        assertThat(error(SERVER.post("/pause_generation", "{\"mode\":\"later\"}"), 400))
                .contains("expected: abort, retract or in_place");
        SERVER.answer("/update_weights_from_disk", "{\"model_path\":\"other\"}");
        assertThat(ServedHttp.json(SERVER.get("/v1/models").body())
                        .at("/data/0/root")
                        .textValue())
                .isEqualTo("other");
    }

    @Test
    void keys_areAskedForBeforeTheBodyIsRead() {
        Security keys = new Security(Optional.of("user"), Optional.of("admin"), Optional.empty());
        try (ServedHttp server =
                new ServedHttp(new ScriptedEngine(Script.FAST), Limits.DEFAULT, HttpSettings.DEFAULT, keys)) {
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
            assertThat(server.get("/docs").statusCode()).isEqualTo(200);
            assertThat(error(server.get("/v1/models"), 401)).startsWith("no API key");
            assertThat(error(server.get("/v1/models/health"), 401)).startsWith("no API key");
            assertThat(error(server.post("/v1/chat/completions", "{"), 401)).startsWith("no API key");
            assertThat(error(server.send(with(server, "user", "/flush_cache")), 403))
                    .contains("admin API key");
            assertThat(server.send(with(server, "admin", "/flush_cache")).statusCode())
                    .isEqualTo(200);
            assertThat(server.send(with(server, "user", "/v1/models")).statusCode())
                    .isEqualTo(200);
        }
    }

    private static HttpRequest.Builder with(ServedHttp server, String key, String path) {
        return HttpRequest.newBuilder(server.uri(path)).header("authorization", "Bearer " + key);
    }
}
