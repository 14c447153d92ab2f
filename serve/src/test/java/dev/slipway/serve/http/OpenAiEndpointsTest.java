package dev.slipway.serve.http;

import static dev.slipway.serve.http.ServedHttp.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class OpenAiEndpointsTest {
    private static final ServedHttp SERVER = new ServedHttp();
    private static final String CHAT = "/v1/chat/completions";
    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"temperature\":0";

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void chat_tellsMessageReasonAndUsage() {
        JsonNode answer = SERVER.answer(CHAT, "{" + HELLO + ",\"max_tokens\":12,\"rid\":\"mine\"}");
        assertThat(answer.get("id").textValue()).isEqualTo("mine");
        assertThat(answer.get("object").textValue()).isEqualTo("chat.completion");
        assertThat(answer.get("model").textValue()).isEqualTo("scripted");
        assertThat(answer.get("created").longValue()).isGreaterThan(1_700_000_000L);
        JsonNode choice = answer.at("/choices/0");
        assertThat(choice.at("/message/role").textValue()).isEqualTo("assistant");
        assertThat(choice.at("/message/content").textValue()).hasSize(12);
        assertThat(choice.get("finish_reason").textValue()).isEqualTo("length");
        assertThat(choice.get("matched_stop").isNull()).isTrue();
        // The begin token, "user: Hello\n", "assistant: ".
        assertThat(answer.get("usage").toString())
                .isEqualTo("{\"prompt_tokens\":24,\"completion_tokens\":12,\"total_tokens\":36,"
                        + "\"prompt_tokens_details\":null}");
    }

    @Test
    void chatStream_tellsRoleContentReasonAndUsageInThisOrder() {
        String whole = SERVER.answer(CHAT, "{" + HELLO + ",\"max_tokens\":12}")
                .at("/choices/0/message/content")
                .textValue();
        List<JsonNode> chunks = SERVER.chunks(
                CHAT, "{" + HELLO + ",\"max_tokens\":12,\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(chunks).hasSize(15).allSatisfy(chunk -> {
            assertThat(chunk.get("object").textValue()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.get("id")).isEqualTo(chunks.getFirst().get("id"));
            assertThat(chunk.has("usage")).isTrue();
        });
        assertThat(chunks.getFirst().at("/choices/0/delta").toString())
                .isEqualTo("{\"role\":\"assistant\",\"content\":\"\"}");
        StringBuilder text = new StringBuilder();
        chunks.subList(1, 13).forEach(chunk -> {
            assertThat(chunk.at("/choices/0/finish_reason").isNull()).isTrue();
            text.append(chunk.at("/choices/0/delta/content").textValue());
        });
        assertThat(text).hasToString(whole);
        assertThat(chunks.get(13).at("/choices/0").toString())
                .isEqualTo(
                        "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\",\"matched_stop\":null}");
        assertThat(chunks.get(14).get("choices")).isEmpty();
        assertThat(chunks.get(14).at("/usage/total_tokens").intValue()).isEqualTo(36);
    }

    @Test
    void chatStream_hasNoUsageUnlessAsked() {
        List<JsonNode> chunks = SERVER.chunks(CHAT, "{" + HELLO + ",\"max_tokens\":2,\"stream\":true}");
        assertThat(chunks).hasSize(4).noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void severalChoices_eachHaveTheirIndex() {
        JsonNode answer = SERVER.answer(CHAT, "{" + HELLO + ",\"max_tokens\":5,\"n\":3}");
        assertThat(answer.get("choices").findValuesAsText("index")).containsExactly("0", "1", "2");
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(15);
        assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo(24);
        List<JsonNode> chunks = SERVER.chunks(CHAT, "{" + HELLO + ",\"max_tokens\":5,\"n\":3,\"stream\":true}");
        for (int index = 0; index < 3; index++) {
            StringBuilder text = new StringBuilder();
            for (JsonNode chunk : chunks) {
                if (chunk.at("/choices/0/index").intValue() == index) {
                    text.append(chunk.at("/choices/0/delta/content").asText(""));
                }
            }
            assertThat(text)
                    .hasToString(
                            answer.at("/choices/" + index + "/message/content").textValue());
        }
    }

    @Test
    void stopText_endsTheAnswerAndIsToldAsMatchedStop() {
        String whole = SERVER.answer(CHAT, "{" + HELLO + ",\"max_tokens\":12}")
                .at("/choices/0/message/content")
                .textValue();
        String stop = whole.substring(6, 8);
        JsonNode choice = SERVER.answer(CHAT, "{" + HELLO + ",\"max_tokens\":12,\"stop\":[\"" + stop + "\"]}")
                .at("/choices/0");
        assertThat(choice.at("/message/content").textValue()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(choice.get("finish_reason").textValue()).isEqualTo("stop");
        assertThat(choice.get("matched_stop").textValue()).isEqualTo(stop);
        JsonNode byToken = SERVER.answer(
                        CHAT, "{" + HELLO + ",\"max_tokens\":12,\"stop_token_ids\":[" + (int) whole.charAt(3) + "]}")
                .at("/choices/0");
        assertThat(byToken.get("matched_stop").intValue()).isEqualTo(whole.charAt(3));
    }

    @Test
    void chatLogprobs_comeForEachToken() {
        String body = "{" + HELLO + ",\"max_tokens\":4,\"logprobs\":true,\"top_logprobs\":2";
        JsonNode content = SERVER.answer(CHAT, body + "}").at("/choices/0/logprobs/content");
        assertThat(content).hasSize(4);
        assertThat(content.at("/0/logprob").doubleValue()).isEqualTo(-0.25);
        assertThat(content.at("/0/bytes/0").intValue())
                .isEqualTo(content.at("/0/token").textValue().charAt(0));
        assertThat(content.at("/0/top_logprobs")).hasSize(2);
        List<JsonNode> chunks = SERVER.chunks(CHAT, body + ",\"stream\":true}");
        assertThat(chunks.get(1).at("/choices/0/logprobs/content/0")).isEqualTo(content.get(0));
    }

    @Test
    void completion_takesTextsAndIdsAndListsOfBoth() {
        JsonNode one = SERVER.answer("/v1/completions", "{\"prompt\":\"ab\",\"temperature\":0,\"max_tokens\":7}");
        assertThat(one.get("object").textValue()).isEqualTo("text_completion");
        String text = one.at("/choices/0/text").textValue();
        assertThat(text).hasSize(7);
        JsonNode ids = SERVER.answer("/v1/completions", "{\"prompt\":[256,97,98],\"temperature\":0,\"max_tokens\":7}");
        assertThat(ids.at("/choices/0/text").textValue()).isEqualTo(text);
        for (String prompts : List.of("[\"xy\",\"ab\"]", "[[256,120,121],[256,97,98]]")) {
            JsonNode both = SERVER.answer(
                    "/v1/completions", "{\"prompt\":" + prompts + ",\"temperature\":0,\"max_tokens\":7,\"n\":2}");
            assertThat(both.get("choices").findValuesAsText("index")).containsExactly("0", "1", "2", "3");
            assertThat(both.at("/choices/2/text").textValue()).isEqualTo(text);
            assertThat(both.at("/usage/prompt_tokens").intValue()).isEqualTo(6);
            assertThat(both.at("/usage/completion_tokens").intValue()).isEqualTo(28);
        }
    }

    @Test
    void manyPrompts_areMorethanTheQueueTakesAtOnce() {
        StringBuilder prompts = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            prompts.append(i == 0 ? "" : ",").append("\"p").append(i).append('"');
        }
        JsonNode answer = SERVER.answer("/v1/completions", "{\"prompt\":[" + prompts + "],\"max_tokens\":2}");
        assertThat(answer.get("choices")).hasSize(2000);
        List<JsonNode> chunks =
                SERVER.chunks("/v1/completions", "{\"prompt\":[" + prompts + "],\"max_tokens\":2,\"stream\":true}");
        assertThat(chunks).hasSize(6000);
    }

    @Test
    void echo_putsThePromptFirst() {
        for (String prompt : List.of("\"ab\"", "[256,97,98]")) {
            String body = "{\"prompt\":" + prompt + ",\"temperature\":0,\"max_tokens\":3,\"echo\":true";
            String text = SERVER.answer("/v1/completions", body + "}")
                    .at("/choices/0/text")
                    .textValue();
            assertThat(text).startsWith("ab").hasSize(5);
            List<JsonNode> chunks = SERVER.chunks("/v1/completions", body + ",\"stream\":true}");
            assertThat(chunks.getFirst().at("/choices/0/text").textValue()).isEqualTo("ab");
            assertThat(chunks).hasSize(5);
        }
    }

    @Test
    void completionLogprobs_countOffsetsInTheText() {
        String body = "{\"prompt\":\"ab\",\"temperature\":0,\"max_tokens\":3,\"echo\":true,\"logprobs\":1";
        JsonNode logprobs = SERVER.answer("/v1/completions", body + "}").at("/choices/0/logprobs");
        assertThat(logprobs.get("text_offset").toString()).isEqualTo("[2,3,4]");
        assertThat(logprobs.get("tokens")).hasSize(3);
        assertThat(logprobs.get("token_logprobs").toString()).isEqualTo("[-0.25,-0.25,-0.25]");
        assertThat(logprobs.at("/top_logprobs/0")).hasSize(1);
        List<JsonNode> chunks = SERVER.chunks("/v1/completions", body + ",\"stream\":true}");
        assertThat(chunks.get(2).at("/choices/0/logprobs/text_offset").toString())
                .isEqualTo("[3]");
    }

    @Test
    void embeddings_areFloatsOrTheSameInBase64() {
        JsonNode floats = SERVER.answer("/v1/embeddings", "{\"input\":[\"a\",\"b\"],\"model\":\"scripted\"}");
        assertThat(floats.get("object").textValue()).isEqualTo("list");
        assertThat(floats.at("/data/1/index").intValue()).isEqualTo(1);
        assertThat(floats.at("/data/0/embedding")).hasSize(8);
        assertThat(floats.at("/usage/prompt_tokens").intValue()).isEqualTo(4);
        JsonNode encoded =
                SERVER.answer("/v1/embeddings", "{\"input\":[[256,97],[256,98]],\"encoding_format\":\"base64\"}");
        for (int i = 0; i < 2; i++) {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                            .decode(encoded.at("/data/" + i + "/embedding").textValue()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (JsonNode value : floats.at("/data/" + i + "/embedding")) {
                assertThat(bytes.getFloat()).isEqualTo(value.floatValue());
            }
            assertThat(bytes.hasRemaining()).isFalse();
        }
    }

    @Test
    void embeddingDimensions_keepTheFirstAndLengthOne() {
        JsonNode whole = SERVER.answer("/v1/embeddings", "{\"input\":\"a\"}").at("/data/0/embedding");
        JsonNode three = SERVER.answer("/v1/embeddings", "{\"input\":\"a\",\"dimensions\":3}")
                .at("/data/0/embedding");
        double squares = 0;
        for (JsonNode value : three) {
            squares += value.doubleValue() * value.doubleValue();
        }
        assertThat(three).hasSize(3);
        assertThat(squares).isCloseTo(1, within(1e-5));
        assertThat(three.get(0).doubleValue() / three.get(1).doubleValue())
                .isCloseTo(whole.get(0).doubleValue() / whole.get(1).doubleValue(), within(1e-4));
        assertThat(error(SERVER.post("/v1/embeddings", "{\"input\":\"a\",\"dimensions\":9}"), 400))
                .isEqualTo("dimensions: 9 (expected: at most 8, the model's)");
    }

    @Test
    void manyEmbeddings_areMoreThanTheQueueTakesAtOnce() {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            inputs.add("\"text " + i + "\"");
        }
        JsonNode answer = SERVER.answer("/v1/embeddings", "{\"input\":[" + String.join(",", inputs) + "]}");
        assertThat(answer.get("data")).hasSize(3000);
    }

    @Test
    void classify_tellsProbabilitiesOfClasses() {
        JsonNode answer = SERVER.answer("/v1/classify", "{\"input\":\"a text\"}");
        JsonNode one = answer.at("/data/0");
        double sum = 0;
        double most = 0;
        for (JsonNode each : one.get("probs")) {
            sum += each.doubleValue();
            most = Math.max(most, each.doubleValue());
        }
        assertThat(one.get("num_classes").intValue()).isEqualTo(8);
        assertThat(sum).isCloseTo(1, within(1e-9));
        int label = Integer.parseInt(one.get("label").textValue().substring("LABEL_".length()));
        assertThat(one.get("probs").get(label).doubleValue()).isEqualTo(most);
    }

    @Test
    void rerank_putsTheNearestFirst() {
        String body = "{\"query\":\"one\",\"documents\":[\"two\",\"one\",\"three\"]";
        JsonNode all = SERVER.answer("/v1/rerank", body + "}");
        assertThat(all).hasSize(3);
        assertThat(all.at("/0/index").intValue()).isEqualTo(1);
        assertThat(all.at("/0/document").textValue()).isEqualTo("one");
        assertThat(all.at("/0/score").doubleValue()).isCloseTo(1, within(1e-6));
        assertThat(all.at("/1/score").doubleValue())
                .isGreaterThanOrEqualTo(all.at("/2/score").doubleValue());
        JsonNode best = SERVER.answer("/v1/rerank", body + ",\"top_n\":1,\"return_documents\":false}");
        assertThat(best).hasSize(1);
        assertThat(best.at("/0").has("document")).isFalse();
        assertThat(error(SERVER.post("/v1/rerank", "{\"query\":\"one\",\"documents\":[\"\"]}"), 400))
                .startsWith("documents[0]");
    }

    @Test
    void score_tellsProbabilitiesOfLabelsAfterEachItem() {
        // The scripted engine says the chosen letter at exp(-0.25), and what is no letter 27 behind it.
        JsonNode first = SERVER.answer(
                "/v1/completions", "{\"prompt\":\"ab\",\"max_tokens\":1,\"temperature\":0,\"logprobs\":0}");
        int chosen = first.at("/choices/0/text").textValue().charAt(0);
        String labels = chosen + "";
        HttpRequest.BodyPublisher body =
                HttpRequest.BodyPublishers.ofString("{\"query\":\"a\",\"items\":[\"b\",\"b\"],\"label_token_ids\":["
                        + labels + "],\"apply_softmax\":true}");
        JsonNode answer = ServedHttp.json(SERVER.post("/v1/score", body).body());
        assertThat(answer.get("object").textValue()).isEqualTo("scoring");
        assertThat(answer.get("scores").toString()).isEqualTo("[[1.0],[1.0]]");
        JsonNode improbable = SERVER.answer(
                "/v1/score", "{\"query\":\"a\",\"items\":[\"b\"],\"label_token_ids\":[" + labels + ",5]}");
        assertThat(improbable.at("/scores/0/0").doubleValue()).isCloseTo(Math.exp(-0.25), within(1e-6));
        assertThat(improbable.at("/scores/0/1").doubleValue()).isCloseTo(Math.exp(-27.25), within(1e-18));
        assertThat(error(
                        SERVER.post("/v1/score", "{\"query\":\"a\",\"items\":[\"b\"],\"label_token_ids\":[999]}"), 400))
                .contains("999 (expected: 0 to 257)");
        assertThat(error(SERVER.post("/v1/score", "{\"query\":\"a\",\"items\":[\"b\"]}"), 400))
                .startsWith("label_token_ids: none");
    }

    @Test
    void models_areListedAndFound() {
        JsonNode list = ServedHttp.json(SERVER.get("/v1/models").body());
        assertThat(list.at("/data/0/id").textValue()).isEqualTo("scripted");
        assertThat(list.at("/data/0/max_model_len").intValue()).isEqualTo(1 << 20);
        assertThat(ServedHttp.json(SERVER.get("/v1/models/scripted").body())
                        .get("object")
                        .textValue())
                .isEqualTo("model");
        assertThat(error(SERVER.get("/v1/models/some/other"), 404)).contains("\"some/other\"");
    }

    @Test
    void unknownModel_isNotFoundInOpenAisWords() {
        var response = SERVER.post(CHAT, "{" + HELLO + ",\"model\":\"gpt-9\"}");
        assertThat(error(response, 404)).isEqualTo("model: \"gpt-9\" is not served here (expected: \"scripted\")");
        assertThat(ServedHttp.json(response.body()).at("/error/code").textValue())
                .isEqualTo("model_not_found");
        assertThat(ServedHttp.json(response.body()).at("/error/param").textValue())
                .isEqualTo("model");
    }

    @Test
    void requestIdHeader_isTheIdWithoutARid() {
        var response = SERVER.send(HttpRequest.newBuilder(SERVER.uri(CHAT))
                .header("content-type", "application/json")
                .header("x-request-id", "from-the-proxy")
                .POST(HttpRequest.BodyPublishers.ofString("{" + HELLO + ",\"max_tokens\":1}")));
        assertThat(ServedHttp.json(response.body()).get("id").textValue()).isEqualTo("from-the-proxy");
    }
}
