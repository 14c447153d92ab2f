package dev.slipway.serve.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.EngineLoad;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.ModelInfo.Capability;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RecordingSubscriber;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException.Code;
import dev.slipway.serve.engine.TokenLogprob;
import dev.slipway.serve.engine.TokenUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SglangUpstreamTest {
    private final StubUpstream stub = StubUpstream.sglang();
    private final UpstreamEngine engine = stub.engine();

    @AfterEach
    void close() {
        engine.close();
        stub.close();
    }

    @Test
    void model_isWhatTheServerSays() {
        assertThat(engine.model().name()).isEqualTo("tiny");
        assertThat(engine.model().path()).isEqualTo("/models/tiny");
        assertThat(engine.model().contextLength()).isEqualTo(4096);
        assertThat(engine.model().details()).containsEntry("model_type", "llama");
        assertThat(engine.model().capabilities()).contains(Capability.TOKENS, Capability.REGEX);
        assertThat(engine.admin().load().slots()).isEqualTo(16);
    }

    @Test
    void streamThatRepeats_isToldAsDeltas() {
        stub.on(
                "/generate",
                StubUpstream.bytes(
                        piece("\u00e4", "[5]", 1, "null"),
                        piece("\u00e4\u20ac\ud83d\ude00", "[5,6,7]", 3, "null"),
                        piece("\u00e4\u20ac\ud83d\ude00!", "[5,6,7,8]", 4, "{\"type\":\"length\",\"length\":4}")));
        RecordingSubscriber reader = Requests.read(engine, Requests.text("hi"));
        assertThat(reader.events())
                .containsExactly(
                        new GenerationEvent.Tokens(0, List.of(5), "\u00e4", List.of()),
                        new GenerationEvent.Tokens(0, List.of(6, 7), "\u20ac\ud83d\ude00", List.of()),
                        new GenerationEvent.Tokens(0, List.of(8), "!", List.of()),
                        new GenerationEvent.Finished(0, new FinishReason.Length(4), new TokenUsage(3, 4, 2)));
    }

    @Test
    void streamOfDeltas_isToldAsItIs() {
        stub.on(
                "/generate",
                StubUpstream.events(
                        piece("a", "[5]", 1, "null"),
                        piece("a", "[5]", 2, "null"),
                        piece("ab", "[5,6]", 4, "{\"type\":\"stop\",\"matched\":2}")));
        RecordingSubscriber reader = Requests.read(engine, Requests.text("hi"));
        assertThat(reader.text(0)).isEqualTo("aaab");
        assertThat(reader.ids(0)).containsExactly(5, 5, 5, 6);
        assertThat(reader.finished(0).reason()).isEqualTo(new FinishReason.StopToken(2));
    }

    @Test
    void serversWord_decidesWhereThereAreNoIds() {
        stub.on("/get_server_info", StubUpstream.json("{\"incremental_streaming_output\":true}"));
        stub.on(
                "/generate",
                StubUpstream.events(
                        piece("a", "[]", 1, "null"),
                        piece("a", "[]", 2, "null"),
                        piece("ab", "[]", 4, "{\"type\":\"stop\",\"matched\":null}")));
        try (UpstreamEngine told = stub.engine()) {
            assertThat(Requests.read(told, Requests.text("hi")).text(0)).isEqualTo("aaab");
        }
    }

    @Test
    void withoutIdsAndWord_theBeginningDecides() {
        stub.on(
                "/generate",
                StubUpstream.events(
                        piece("one", "[]", 1, "null"),
                        piece("one two", "[]", 2, "null"),
                        piece("one two", "[]", 2, "{\"type\":\"stop\",\"matched\":null}")));
        assertThat(Requests.read(engine, Requests.text("hi")).text(0)).isEqualTo("one two");
        stub.on(
                "/generate",
                StubUpstream.events(
                        piece("one", "[]", 1, "null"), piece(" two", "[]", 2, "{\"type\":\"stop\",\"matched\":null}")));
        assertThat(Requests.read(engine, Requests.text("hi")).text(0)).isEqualTo("one two");
    }

    @Test
    void beginningOfAStop_isKeptBackAsItIsTakenBack() {
        stub.on(
                "/generate",
                StubUpstream.events(
                        piece("abc#", "[1,2]", 2, "null"),
                        piece("abc##", "[1,2,3]", 3, "null"),
                        piece("abc", "[1,2,3,4]", 4, "{\"type\":\"stop\",\"matched\":\"###\"}")));
        RecordingSubscriber reader = Requests.read(engine, Requests.of(new Prompt.Text("hi"), Requests.stops("###")));
        assertThat(reader.text(0)).isEqualTo("abc");
        assertThat(reader.finished(0).reason()).isEqualTo(new FinishReason.StopText("###"));
    }

    @Test
    void whatOnlyLookedLikeAStop_isTold() {
        stub.on(
                "/generate",
                StubUpstream.events(
                        piece("abc#", "[1]", 1, "null"),
                        piece("abc#", "[1,2]", 2, "{\"type\":\"stop\",\"matched\":\"END\"}")));
        GenerateRequest request = Requests.of(new Prompt.Text("hi"), Requests.stops("###", "END"));
        assertThat(Requests.read(engine, request).text(0)).isEqualTo("abc#");
        stub.on(
                "/generate",
                StubUpstream.events(
                        piece("abc#", "[1]", 1, "null"),
                        piece("d", "[2]", 2, "null"),
                        piece("#", "[3]", 3, "{\"type\":\"length\",\"length\":3}")));
        assertThat(Requests.read(engine, request).text(0)).isEqualTo("abc#d#");
    }

    @Test
    void choices_areToldApartByIndex() {
        stub.on(
                "/generate",
                StubUpstream.events(
                        choice(1, piece("x", "[1]", 1, "null")),
                        choice(0, piece("y", "[2]", 1, "{\"type\":\"stop\",\"matched\":2}")),
                        choice(1, piece("xz", "[1,3]", 2, "{\"type\":\"length\",\"length\":2}"))));
        RecordingSubscriber reader = Requests.read(engine, Requests.of(new Prompt.Text("hi"), Requests.n(2)));
        assertThat(reader.text(0)).isEqualTo("y");
        assertThat(reader.text(1)).isEqualTo("xz");
        assertThat(reader.finished(1).usage().completion()).isEqualTo(2);
        assertThat(stub.body("/generate").path("sampling_params").path("n").asInt())
                .isEqualTo(2);
    }

    @Test
    void logprobs_areToldOnceAToken() {
        String first = "{\"text\":\"a\",\"output_ids\":[5],\"meta_info\":{\"prompt_tokens\":2,\"completion_tokens\":1,"
                + "\"finish_reason\":null,\"input_token_logprobs\":[[null,1,\"<s>\"],[-1.5,9,\"hi\"]],"
                + "\"output_token_logprobs\":[[-0.5,5,\"a\"]],\"output_top_logprobs\":[[[-0.5,5,\"a\"],[-2,6,\"b\"]]],"
                + "\"output_token_ids_logprobs\":[[[-9,7,null]]]}}";
        String second =
                "{\"text\":\"ab\",\"output_ids\":[5,6],\"meta_info\":{\"prompt_tokens\":2,\"completion_tokens\":2,"
                        + "\"finish_reason\":{\"type\":\"length\",\"length\":2},"
                        + "\"output_token_logprobs\":[[-0.5,5,\"a\"],[-0.25,6,null]],\"output_top_logprobs\":[[[-0.5,5,\"a\"]],null]}}";
        stub.on("/generate", StubUpstream.events(first, second));
        RecordingSubscriber reader = Requests.read(
                engine, Requests.with(Requests.text("hi"), new LogprobOptions(true, 2, 0, true, List.of(7))));
        assertThat(reader.events().getFirst()).isInstanceOfSatisfying(GenerationEvent.PromptLogprobs.class, prompt -> {
            assertThat(prompt.logprobs()).hasSize(2);
            assertThat(prompt.logprobs().getFirst().logprob()).isNaN();
        });
        assertThat(reader.events().get(1)).isInstanceOfSatisfying(GenerationEvent.Tokens.class, tokens -> {
            assertThat(tokens.logprobs().getFirst().top())
                    .extracting(each -> each.text())
                    .containsExactly("a", "b");
            assertThat(tokens.logprobs().getFirst().asked()).containsExactly(new TokenLogprob(7, "", -9, List.of()));
        });
        assertThat(reader.events().get(2))
                .isInstanceOfSatisfying(
                        GenerationEvent.Tokens.class,
                        tokens -> assertThat(tokens.logprobs())
                                .singleElement()
                                .satisfies(each -> assertThat(each.logprob()).isEqualTo(-0.25)));
        assertThat(stub.body("/generate").path("top_logprobs_num").asInt()).isEqualTo(2);
        assertThat(stub.body("/generate").path("token_ids_logprob")).isEqualTo(Requests.json("[7]"));
    }

    @Test
    void request_carriesEverything() {
        stub.on("/generate", StubUpstream.events(piece("a", "[1]", 1, "{\"type\":\"stop\",\"matched\":1}")));
        SamplingParams sampling = new SamplingParams(
                new SamplingParams.Choice(0.5, 0.9, 40, 0.1),
                new SamplingParams.Penalties(0.1, 0.2, 1.3),
                new SamplingParams.Ending(7, 2, List.of("x"), List.of(3), true),
                1,
                Optional.of(new SamplingParams.Constraint.Regex("a+")),
                OptionalLong.of(11));
        RequestRouting routing = new RequestRouting(
                Optional.of("lora"),
                Optional.empty(),
                OptionalInt.of(1),
                Optional.of(new RequestRouting.Disaggregated("h", 8998, 42L)),
                Map.of("traceparent", "00-1-2-01", "authorization", "stolen"));
        Requests.read(
                engine,
                new GenerateRequest("r9", new Prompt.Tokens(List.of(1, 2)), sampling, LogprobOptions.NONE, routing));
        JsonNode body = stub.body("/generate");
        assertThat(body)
                .isEqualTo(Requests.json(
                        "{\"input_ids\":[1,2],\"rid\":\"r9\",\"stream\":true,\"sampling_params\":{\"temperature\":0.5,"
                                + "\"top_p\":0.9,\"max_new_tokens\":7,\"frequency_penalty\":0.1,\"presence_penalty\":0.2,"
                                + "\"stop\":[\"x\"],\"min_new_tokens\":2,\"sampling_seed\":11,\"top_k\":40,\"min_p\":0.1,"
                                + "\"repetition_penalty\":1.3,\"stop_token_ids\":[3],\"ignore_eos\":true,\"regex\":\"a+\"},"
                                + "\"lora_path\":\"lora\",\"routed_dp_rank\":1,\"data_parallel_rank\":1,\"bootstrap_host\":\"h\","
                                + "\"bootstrap_port\":8998,\"bootstrap_room\":42}"));
        var headers = stub.seen("/generate").getLast().headers();
        assertThat(headers.get("traceparent")).isEqualTo("00-1-2-01");
        assertThat(headers.get("authorization")).isNull();
    }

    @Test
    void chat_goesToTheChatCall() {
        stub.on(
                "/v1/chat/completions",
                StubUpstream.events(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"yes\"},\"finish_reason\":null}]}",
                        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",\"matched_stop\":151645}]}",
                        "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}"));
        RecordingSubscriber reader = Requests.read(
                engine,
                Requests.of(
                        Requests.chat("hello", Map.of("chat_template_kwargs", Requests.json("{\"thinking\":false}"))),
                        SamplingParams.DEFAULT));
        assertThat(reader.text(0)).isEqualTo("yes");
        assertThat(reader.finished(0).reason()).isEqualTo(new FinishReason.StopToken(151645));
        assertThat(reader.finished(0).usage()).isEqualTo(new TokenUsage(9, 1, 0));
        JsonNode body = stub.body("/v1/chat/completions");
        assertThat(body.path("messages").path(0).path("content").asText()).isEqualTo("hello");
        assertThat(body.path("chat_template_kwargs").path("thinking").isBoolean())
                .isTrue();
        assertThat(body.path("rid").asText()).isEqualTo("rid-1");
    }

    @Test
    void errorsInTheAnswer_areFailures() {
        stub.on("/generate", StubUpstream.events("{\"error\":{\"message\":\"The input is too long\"}}"));
        assertThat(Requests.failure(engine, Requests.text("hi")))
                .hasMessage("The input is too long")
                .satisfies(each -> assertThat(each.code()).isEqualTo(Code.INVALID_ARGUMENT));
        stub.on(
                "/generate",
                StubUpstream.events(
                        piece("", "[]", 0, "{\"type\":\"abort\",\"message\":\"queue is full\",\"status_code\":503}")));
        assertThat(Requests.failure(engine, Requests.text("hi")).code()).isEqualTo(Code.UNAVAILABLE);
        stub.on("/generate", StubUpstream.events(piece("a", "[1]", 1, "{\"type\":\"abort\",\"message\":\"by hand\"}")));
        assertThat(Requests.read(engine, Requests.text("hi")).finished(0).reason())
                .isEqualTo(new FinishReason.Abort("by hand"));
    }

    @Test
    void continuedText_isSentAsIds() {
        stub.on("/tokenize", StubUpstream.json("{\"tokens\":[1,10,11],\"count\":3,\"max_model_len\":4096}"));
        stub.on("/generate", StubUpstream.events(piece("c", "[22]", 1, "{\"type\":\"length\",\"length\":1}")));
        RecordingSubscriber reader = Requests.read(
                engine,
                Requests.of(new Prompt.Continued(new Prompt.Text("hi"), List.of(20, 21)), SamplingParams.DEFAULT));
        assertThat(stub.body("/generate").path("input_ids")).isEqualTo(Requests.json("[1,10,11,20,21]"));
        assertThat(reader.finished(0).usage()).isEqualTo(new TokenUsage(1, 3, 2));
        assertThat(reader.finished(0).reason()).isEqualTo(new FinishReason.Length(3));
    }

    @Test
    void continuedChat_isRefused() {
        Prompt prompt = new Prompt.Continued(Requests.chat("x", Map.of()), List.of(1));
        assertThat(Requests.failure(engine, Requests.of(prompt, SamplingParams.DEFAULT))
                        .code())
                .isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void textCalls_areForwarded() {
        stub.on("/tokenize", StubUpstream.json("{\"tokens\":[1,10,11],\"count\":3}"));
        stub.on("/detokenize", StubUpstream.json("{\"text\":\"hi\"}"));
        stub.on("/encode", StubUpstream.json("{\"embedding\":[0.5,-1],\"meta_info\":{\"prompt_tokens\":4}}"));
        assertThat(Requests.join(engine.text().tokenize("hi", false))).containsExactly(1, 10, 11);
        assertThat(stub.body("/tokenize").path("add_special_tokens").asBoolean(true))
                .isFalse();
        assertThat(Requests.join(engine.text().detokenize(List.of(1, 2)))).isEqualTo("hi");
        var vector = Requests.join(engine.embed(new EmbedRequest("e", new Prompt.Text("hi"), RequestRouting.NONE)));
        assertThat(vector.values()).containsExactly(0.5f, -1f);
        assertThat(vector.promptTokens()).isEqualTo(4);
        ChatPrompt chat = Requests.chat("x", Map.of()).chat();
        assertThat(Requests.failure(engine.text().render(chat)).code()).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void adminCalls_areForwarded() {
        stub.on("/flush_cache", StubUpstream.status(400, "Cache not flushed."));
        stub.on("/start_profile", StubUpstream.status(200, "Start profiling.\n"));
        stub.on("/stop_profile", StubUpstream.status(200, "Stop profiling.\n"));
        assertThat(Requests.join(engine.admin().flushCache())).isFalse();
        stub.on("/flush_cache", StubUpstream.status(200, "Cache flushed."));
        assertThat(Requests.join(engine.admin().flushCache())).isTrue();
        assertThat(Requests.join(engine.admin().startProfile(Optional.of(Path.of("/tmp/p")))))
                .isEqualTo("Start profiling.");
        assertThat(stub.body("/start_profile").path("output_dir").asText()).isEqualTo("/tmp/p");
        assertThat(Requests.join(engine.admin().stopProfile())).isEqualTo("Stop profiling.");
    }

    @Test
    void newWeights_areTheModelToldFromThen() {
        stub.on("/update_weights_from_disk", (request, out) -> {
            stub.asSglang("other");
            StubUpstream.json("{\"success\":true,\"message\":\"Succeeded\"}").write(request, out);
        });
        Requests.join(engine.admin().updateWeights("/models/other", Optional.of("auto")));
        assertThat(engine.model().path()).isEqualTo("/models/other");
        stub.on(
                "/update_weights_from_disk",
                StubUpstream.status(400, "{\"success\":false,\"message\":\"no such directory\"}"));
        assertThat(Requests.failure(engine.admin().updateWeights("/none", Optional.empty())))
                .hasMessage("no such directory")
                .satisfies(each -> assertThat(each.code()).isEqualTo(Code.FAILED_PRECONDITION));
    }

    @Test
    void load_isAskedWithTheHealth() throws Exception {
        try (UpstreamEngine often =
                stub.engine(config -> config.withHealth(new UpstreamConfig.Health(Duration.ofMillis(20), 3)))) {
            for (int i = 0; i < 200 && often.admin().load().waiting() == 0; i++) {
                Thread.sleep(10);
            }
            assertThat(often.admin().load()).isEqualTo(new EngineLoad(0, 3, 77, 16));
        }
    }

    static String piece(String text, String ids, int total, String reason) {
        return "{\"text\":\"" + text + "\",\"output_ids\":" + ids
                + ",\"meta_info\":{\"id\":\"rid-1\",\"prompt_tokens\":3,\"cached_tokens\":2,\"completion_tokens\":"
                + total
                + ",\"finish_reason\":" + reason + "}}";
    }

    private static String choice(int index, String piece) {
        return piece.replaceFirst("\\{", "{\"index\":" + index + ",");
    }
}
