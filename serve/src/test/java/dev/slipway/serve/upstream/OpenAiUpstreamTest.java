package dev.slipway.serve.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.ModelInfo.Capability;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RecordingSubscriber;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.SamplingParams.Constraint;
import dev.slipway.serve.engine.ServeException.Code;
import dev.slipway.serve.engine.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiUpstreamTest {
    private static final String COMPLETIONS = "/v1/completions";
    private static final String CHAT = "/v1/chat/completions";
    private static final String USAGE =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":1}}}";

    private StubUpstream stub = StubUpstream.openAi("vllm");

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void completion_isToldWithIdsAndCounts() {
        stub.on(
                COMPLETIONS,
                StubUpstream.bytes(
                        "{\"choices\":[{\"index\":0,\"text\":\"\u00e4\",\"token_ids\":[7],\"finish_reason\":null}],\"usage\":null}",
                        "{\"choices\":[{\"index\":0,\"text\":\"\",\"token_ids\":[2],\"finish_reason\":\"stop\",\"stop_reason\":2}]}",
                        USAGE));
        try (UpstreamEngine engine = stub.engine()) {
            RecordingSubscriber reader =
                    Requests.read(engine, Requests.of(new Prompt.Tokens(List.of(1, 5)), SamplingParams.DEFAULT));
            assertThat(reader.events())
                    .containsExactly(
                            new GenerationEvent.Tokens(0, List.of(7), "\u00e4", List.of()),
                            new GenerationEvent.Tokens(0, List.of(2), "", List.of()),
                            new GenerationEvent.Finished(0, new FinishReason.StopToken(2), new TokenUsage(3, 2, 1)));
            assertThat(stub.body(COMPLETIONS).path("prompt")).isEqualTo(Requests.json("[1,5]"));
            assertThat(stub.body(COMPLETIONS).path("return_token_ids").asBoolean())
                    .isTrue();
            assertThat(engine.model().contextLength()).isEqualTo(512);
        }
    }

    @Test
    void chatsToolCallsAndReasoning_areDeltas() {
        stub.on(
                CHAT,
                StubUpstream.events(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                        "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\",\"content\":null}}]}",
                        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"so\",\"tool_calls\":[]}}]}",
                        "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":"
                                + "{\"name\":\"f\",\"arguments\":\"{\"}}]}}]}",
                        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
                        USAGE));
        try (UpstreamEngine engine = stub.engine()) {
            JsonNode tools = Requests.json("[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]");
            RecordingSubscriber reader = Requests.read(
                    engine, Requests.of(Requests.chat("x", Map.of("tools", tools)), SamplingParams.DEFAULT));
            assertThat(reader.text(0)).isEqualTo("so");
            assertThat(reader.events())
                    .filteredOn(GenerationEvent.Delta.class::isInstance)
                    .extracting(each ->
                            ((GenerationEvent.Delta) each).delta().fieldNames().next())
                    .containsExactly("reasoning_content", "tool_calls");
            assertThat(reader.finished(0).reason()).isEqualTo(new FinishReason.ToolCalls());
            assertThat(stub.body(CHAT).path("tools")).isEqualTo(tools);
        }
    }

    @Test
    void choices_haveTheirOwnCounts() {
        stub.on(
                COMPLETIONS,
                StubUpstream.events(
                        "{\"choices\":[{\"index\":1,\"text\":\"b\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}",
                        "{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"length\"}],"
                                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}",
                        "{\"choices\":[{\"index\":1,\"text\":\"c\",\"finish_reason\":\"stop\",\"stop_reason\":\"END\"}],"
                                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}",
                        "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":6}}"));
        try (UpstreamEngine engine = stub.engine()) {
            RecordingSubscriber reader = Requests.read(engine, Requests.of(new Prompt.Text("x"), Requests.n(2)));
            assertThat(reader.text(1)).isEqualTo("bc");
            assertThat(reader.finished(0).reason()).isEqualTo(new FinishReason.Length(4));
            assertThat(reader.finished(1).reason()).isEqualTo(new FinishReason.StopText("END"));
            assertThat(reader.finished(1).usage()).isEqualTo(new TokenUsage(3, 2, 0));
        }
    }

    @Test
    void logprobs_ofBothForms() {
        stub.on(
                COMPLETIONS,
                StubUpstream.events(
                        "{\"choices\":[{\"index\":0,\"text\":\"a\",\"token_ids\":[4],\"finish_reason\":\"length\",\"logprobs\":"
                                + "{\"tokens\":[\"a\"],\"token_logprobs\":[-0.5],\"top_logprobs\":[{\"b\":-2,\"a\":-0.5}]}}]}"));
        stub.on(
                CHAT,
                StubUpstream.events(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"length\",\"logprobs\":"
                                + "{\"content\":[{\"token\":\"a\",\"logprob\":-0.5,\"top_logprobs\":[{\"token\":\"b\",\"logprob\":-2}]}]}}]}"));
        LogprobOptions two = new LogprobOptions(true, 2, -1, true);
        try (UpstreamEngine engine = stub.engine()) {
            GenerationEvent.Tokens text = first(Requests.read(engine, Requests.with(Requests.text("x"), two)));
            assertThat(text.logprobs().getFirst().id()).isEqualTo(4);
            assertThat(text.logprobs().getFirst().top())
                    .extracting(each -> each.text())
                    .containsExactly("a", "b");
            GenerateRequest chat = Requests.of(Requests.chat("x", Map.of()), SamplingParams.DEFAULT);
            GenerationEvent.Tokens said = first(Requests.read(engine, Requests.with(chat, two)));
            assertThat(said.logprobs().getFirst().logprob()).isEqualTo(-0.5);
            assertThat(said.logprobs().getFirst().id()).isEqualTo(-1);
            assertThat(stub.body(CHAT).path("top_logprobs").asInt()).isEqualTo(2);
            assertThat(Requests.failure(
                            engine, Requests.with(Requests.text("x"), new LogprobOptions(true, 0, 0, true))))
                    .hasMessage("logprob_start_len: vLLM behind this server has no such thing");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vllm, '{\"top_k\":-1,\"min_p\":0.0,\"repetition_penalty\":1.0}'",
        "llamacpp, '{\"top_k\":0,\"min_p\":0.0,\"repeat_penalty\":1.0}'",
        "tensorrt_llm, '{\"top_k\":0,\"min_p\":0.0,\"repetition_penalty\":1.0}'",
        "somebody, '{}'"
    })
    void defaults_areToldWhereTheServerHasItsOwn(String owner, String expected) {
        stub.close();
        stub = StubUpstream.openAi(owner);
        stub.on(
                COMPLETIONS,
                StubUpstream.events("{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"length\"}]}"));
        try (UpstreamEngine engine = stub.engine()) {
            Requests.read(engine, Requests.text("x"));
            assertThat(stub.body(COMPLETIONS).properties())
                    .filteredOn(each -> each.getKey().matches("top_k|min_p|repe.*"))
                    .hasSameElementsAs(Requests.json(expected).properties());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "top_k",
                "min_p",
                "repetition_penalty",
                "min_new_tokens",
                "stop_token_ids",
                "ignore_eos",
                "regex",
                "input_ids",
                "lora_path"
            })
    void whatPlainOpenAiHasNot_isRefusedByName(String name) {
        stub.close();
        stub = StubUpstream.openAi("somebody");
        try (UpstreamEngine engine = stub.engine()) {
            assertThat(Requests.failure(engine, asking(name)))
                    .hasMessage(name + ": the OpenAI-compatible upstream behind this server has no such thing")
                    .satisfies(each -> assertThat(each.code()).isEqualTo(Code.UNIMPLEMENTED));
            assertThat(engine.model().capabilities()).doesNotContain(Capability.TOKENS, Capability.REGEX);
            assertThat(stub.seen(COMPLETIONS)).isEmpty();
            assertThat(engine.admin().load().running()).isZero();
        }
    }

    private static GenerateRequest asking(String name) {
        SamplingParams some = SamplingParams.DEFAULT;
        SamplingParams.Choice choice =
                new SamplingParams.Choice(1, 1, name.equals("top_k") ? 5 : -1, name.equals("min_p") ? 0.5 : 0);
        SamplingParams sampling = new SamplingParams(
                choice,
                new SamplingParams.Penalties(0, 0, name.equals("repetition_penalty") ? 1.5 : 1),
                new SamplingParams.Ending(
                        9,
                        name.equals("min_new_tokens") ? 2 : 0,
                        List.of(),
                        name.equals("stop_token_ids") ? List.of(3) : List.of(),
                        name.equals("ignore_eos")),
                some.n(),
                name.equals("regex") ? Optional.of(new Constraint.Regex("a")) : Optional.empty(),
                OptionalLong.empty());
        Prompt prompt = name.equals("input_ids") ? new Prompt.Tokens(List.of(1)) : new Prompt.Text("x");
        RequestRouting routing = new RequestRouting(
                name.equals("lora_path") ? Optional.of("l") : Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Map.of());
        return new GenerateRequest("r", prompt, sampling, LogprobOptions.NONE, routing);
    }

    @Test
    void jsonSchema_isAResponseFormat() {
        stub.on(
                COMPLETIONS,
                StubUpstream.events("{\"choices\":[{\"index\":0,\"text\":\"{}\",\"finish_reason\":\"stop\"}]}"));
        SamplingParams some = SamplingParams.DEFAULT;
        try (UpstreamEngine engine = stub.engine()) {
            Requests.read(
                    engine,
                    Requests.of(
                            new Prompt.Text("x"),
                            new SamplingParams(
                                    some.choice(),
                                    some.penalties(),
                                    some.ending(),
                                    1,
                                    Optional.of(new Constraint.JsonSchema("{\"type\":\"object\"}")),
                                    OptionalLong.of(5))));
            JsonNode body = stub.body(COMPLETIONS);
            assertThat(body.path("response_format").path("json_schema").path("schema"))
                    .isEqualTo(Requests.json("{\"type\":\"object\"}"));
            assertThat(body.path("seed").asInt()).isEqualTo(5);
        }
    }

    @Test
    void embeddingsAndTokens_areForwarded() {
        stub.on(
                "/v1/embeddings",
                StubUpstream.json("{\"data\":[{\"embedding\":[0.5,1]}],\"usage\":{\"prompt_tokens\":2}}"));
        stub.on("/tokenize", StubUpstream.json("{\"count\":2,\"tokens\":[3,4]}"));
        stub.on("/detokenize", StubUpstream.json("{\"prompt\":\"hi\"}"));
        try (UpstreamEngine engine = stub.engine()) {
            var vector = Requests.join(engine.embed(new EmbedRequest("e", new Prompt.Text("x"), RequestRouting.NONE)));
            assertThat(vector.values()).containsExactly(0.5f, 1f);
            assertThat(Requests.join(engine.text().tokenize("hi", true))).containsExactly(3, 4);
            assertThat(Requests.join(engine.text().detokenize(List.of(3, 4)))).isEqualTo("hi");
            assertThat(Requests.failure(engine.admin().flushCache()))
                    .hasMessage("flush_cache: vLLM behind this server has no such call");
        }
    }

    @Test
    void modelsNameAndBase_mayBeSet() {
        stub.on(
                COMPLETIONS,
                StubUpstream.events("{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"length\"}]}"));
        UpstreamConfig config = UpstreamConfig.of(stub.uri().resolve("/v1/"))
                .withModel("other")
                .withDialect(DialectChoice.OPENAI)
                .withAccess(new UpstreamConfig.Access(Optional.of("sk-1"), Optional.empty(), false));
        try (UpstreamEngine engine = UpstreamEngine.connect(config)) {
            Requests.read(engine, Requests.text("x"));
            assertThat(engine.model().name()).isEqualTo("other");
            assertThat(stub.body(COMPLETIONS).path("model").asText()).isEqualTo("other");
            assertThat(stub.seen(COMPLETIONS).getLast().headers().get("authorization"))
                    .isEqualTo("Bearer sk-1");
        }
    }

    @Test
    void answerWithoutDone_isWholeWhenEveryChoiceEnded() {
        stub.on(COMPLETIONS, (request, out) -> {
            StubUpstream.begin(out);
            StubUpstream.event(out, "{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"length\"}]}");
            out.close();
        });
        try (UpstreamEngine engine = stub.engine()) {
            assertThat(Requests.read(engine, Requests.text("x"))
                            .finished(0)
                            .usage()
                            .completion())
                    .isEqualTo(1);
        }
    }

    private static GenerationEvent.Tokens first(RecordingSubscriber reader) {
        return (GenerationEvent.Tokens) reader.events().getFirst();
    }
}
