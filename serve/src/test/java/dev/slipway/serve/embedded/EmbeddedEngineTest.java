package dev.slipway.serve.embedded;

import static dev.slipway.serve.embedded.Requests.chat;
import static dev.slipway.serve.embedded.Requests.endless;
import static dev.slipway.serve.embedded.Requests.greedy;
import static dev.slipway.serve.embedded.Requests.request;
import static dev.slipway.serve.embedded.Requests.sampled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.SamplingParams.Choice;
import dev.slipway.serve.engine.SamplingParams.Ending;
import dev.slipway.serve.engine.SamplingParams.Penalties;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine on the real runtime, with the tiny model. */
class EmbeddedEngineTest {
    private static EmbeddedEngine engine;

    @BeforeAll
    static void open() {
        engine = EmbeddedEngine.open(
                EmbeddedConfig.of(TinyModels.file(1)).withSlots(4).withThreads(1));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static Reader run(GenerateRequest request) {
        return Reader.of(engine.generate(request)).done();
    }

    @Test
    void chat_isAnsweredUntilTheEndToken() {
        Reader reader = run(chat("Who are you?", 64));
        assertThat(reader.text()).isEqualTo("I am a tiny model. I was made for tests.");
        assertThat(reader.reason()).isEqualTo(new FinishReason.StopToken(511));
        assertThat(reader.usage(0).completion()).isEqualTo(reader.ids(0).size() + 1);
    }

    @Test
    void greedy_isTheSameEveryTime() {
        Reader first = run(greedy("A container", 24));
        assertThat(first.text()).startsWith(" image is a stack of layers.");
        assertThat(run(greedy("A container", 24)).ids(0)).isEqualTo(first.ids(0));
    }

    @Test
    void logits_areThoseOfTheReference() {
        int[] prompt = TinyModels.trained(1).encode("A container image is");
        float[] reference = TinyModels.trained(1).logits(prompt)[prompt.length - 1];
        double sum = 0;
        for (float value : reference) {
            sum += Math.exp(value);
        }
        var logprobs = new LogprobOptions(true, 5, -1, true);
        TokenLogprob first = run(
                        greedy("A container image is", 1).withPrompt(new Prompt.Text("A container image is")), logprobs)
                .logprobs()
                .getFirst();
        for (TokenLogprob top : first.top()) {
            assertThat(top.logprob()).isEqualTo(reference[top.id()] - Math.log(sum), within(0.05));
        }
    }

    private static Reader run(GenerateRequest request, LogprobOptions logprobs) {
        return run(request(request.prompt(), request.sampling(), logprobs));
    }

    @Test
    void seed_repeatsTheAnswer_anotherSeedGivesAnother() {
        Choice wild = new Choice(1.5, 0.95, 100, 0.001);
        List<Integer> one =
                run(sampled("The ", wild, 40, 1, OptionalLong.of(7))).ids(0);
        assertThat(run(sampled("The ", wild, 40, 1, OptionalLong.of(7))).ids(0)).isEqualTo(one);
        assertThat(run(sampled("The ", wild, 40, 1, OptionalLong.of(8))).ids(0)).isNotEqualTo(one);
        assertThat(run(sampled("The ", wild, 40, 1, OptionalLong.empty())).ids(0))
                .hasSize(40);
    }

    @Test
    void continued_goesOnAsIfItHadNotStopped() {
        Choice wild = new Choice(1.2, 1, -1, 0);
        GenerateRequest whole = sampled("The ", wild, 30, 1, OptionalLong.of(3));
        List<Integer> all = run(whole).ids(0);
        GenerateRequest rest = sampled("The ", wild, 18, 1, OptionalLong.of(3))
                .withPrompt(new Prompt.Continued(whole.prompt(), all.subList(0, 12)));
        Reader reader = run(rest);
        assertThat(reader.ids(0)).isEqualTo(all.subList(12, 30));
        assertThat(reader.usage(0).completion()).isEqualTo(30);
    }

    @Test
    void stopText_endsTheAnswerAcrossTokens_andIsLeftOut() {
        Reader reader = run(greedy("A container", new Ending(64, 0, List.of("k of lay", "zzz"), List.of(), false)));
        assertThat(reader.text()).isEqualTo(" image is a stac");
        assertThat(reader.reason()).isEqualTo(new FinishReason.StopText("k of lay"));
    }

    @Test
    void begunStopText_isReleasedWhenTheAnswerEndsOtherwise() {
        String all = run(greedy("A container", 12)).text();
        String stop = all.substring(all.length() - 2) + "#never";
        assertThat(run(greedy("A container", new Ending(12, 0, List.of(stop), List.of(), false)))
                        .text())
                .isEqualTo(all);
    }

    @Test
    void stopToken_endsTheAnswer() {
        List<Integer> all = run(greedy("A container", 12)).ids(0);
        Reader reader = run(greedy("A container", new Ending(12, 0, List.of(), List.of(all.get(5)), false)));
        assertThat(reader.ids(0)).isEqualTo(all.subList(0, all.indexOf(all.get(5))));
        assertThat(reader.reason()).isEqualTo(new FinishReason.StopToken(all.get(5)));
    }

    @Test
    void length_endsTheAnswer() {
        Reader reader = run(greedy("A container", 5));
        assertThat(reader.ids(0)).hasSize(5);
        assertThat(reader.reason()).isEqualTo(new FinishReason.Length(5));
        Reader none = run(greedy("A container", 0));
        assertThat(none.ids(0)).isEmpty();
        assertThat(none.reason()).isEqualTo(new FinishReason.Length(0));
    }

    @Test
    void minimum_keepsEndsAway() {
        Ending ending = new Ending(64, 30, List.of("tiny"), List.of(), false);
        Reader reader =
                run(greedy("", ending).withPrompt(chat("Who are you?", 1).prompt()));
        assertThat(reader.ids(0).size()).isGreaterThanOrEqualTo(30);
        assertThat(reader.text()).startsWith("I am a tiny model.");
    }

    @Test
    void ignoredEnd_isATokenWithoutText() {
        Reader reader =
                run(greedy("", endless(40)).withPrompt(chat("Who are you?", 1).prompt()));
        assertThat(reader.ids(0)).hasSize(40).contains(511);
        assertThat(reader.text())
                .startsWith("I am a tiny model. I was made for tests.")
                .doesNotContain("<|");
    }

    @Test
    void severalAnswers_areToldApart_andShareThePrompt() {
        Reader reader = run(
                sampled("The image config names the command", new Choice(1.3, 1, -1, 0), 20, 6, OptionalLong.of(1)));
        List<List<Integer>> answers = new ArrayList<>();
        for (int index = 0; index < 6; index++) {
            assertThat(reader.ids(index)).hasSize(20);
            answers.add(reader.ids(index));
        }
        assertThat(answers).doesNotHaveDuplicates();
        assertThat(reader.usage(5).cached()).isEqualTo(reader.usage(5).prompt() - 1);
        List<Integer> second = run(sampled(
                        "The image config names the command", new Choice(1.3, 1, -1, 0), 20, 1, OptionalLong.of(2)))
                .ids(0);
        assertThat(answers.get(1)).isEqualTo(second);
    }

    @Test
    void logprobs_areLogarithmsOfAWholeDistribution() {
        Reader reader = run(greedy("A container", 6), new LogprobOptions(true, 20, 0, true));
        assertThat(reader.logprobs()).hasSize(6).allSatisfy(token -> {
            assertThat(token.logprob()).isLessThanOrEqualTo(0);
            assertThat(token.top()).hasSize(20);
            assertThat(token.top().getFirst().id()).isEqualTo(token.id());
            assertThat(token.top().stream()
                            .mapToDouble(top -> Math.exp(top.logprob()))
                            .sum())
                    .isBetween(0.5, 1.0001);
        });
        var prompt = (GenerationEvent.PromptLogprobs) reader.events().getFirst();
        assertThat(prompt.logprobs()).hasSize(reader.usage(0).prompt());
        assertThat(prompt.logprobs().getFirst().logprob()).isNaN();
        assertThat(prompt.logprobs().getLast().text()).isNotEmpty();
        assertThat(prompt.logprobs().getLast().logprob()).isNegative();
    }

    @Test
    void allTokens_sumToOne() {
        List<Integer> all = IntStream.range(0, 512).boxed().toList();
        Reader reader = run(greedy("One two three four five six", 3), new LogprobOptions(true, 1, -1, false, all));
        assertThat(reader.logprobs()).hasSize(3).allSatisfy(token -> {
            assertThat(token.text()).isEmpty();
            assertThat(token.asked()).extracting(TokenLogprob::id).isEqualTo(all);
            assertThat(token.asked().stream()
                            .mapToDouble(each -> Math.exp(each.logprob()))
                            .sum())
                    .isCloseTo(1, within(1e-5));
            assertThat(token.asked().get(token.id()).logprob()).isEqualTo(token.logprob());
            assertThat(token.top().getFirst().logprob()).isEqualTo(token.logprob());
        });
        assertThat(Math.exp(reader.logprobs().getFirst().logprob())).isBetween(0.2, 1.0);
    }

    @Test
    void penalties_makeRepetitionRare() {
        Ending ending = endless(60);
        var strong = new SamplingParams(
                Requests.GREEDY, new Penalties(2, 2, 1.5), ending, 1, Optional.empty(), OptionalLong.empty());
        Reader penalized = run(request(new Prompt.Text("The "), strong, LogprobOptions.NONE));
        Reader plain = run(greedy("The ", ending));
        assertThat(penalized.ids(0).stream().distinct().count())
                .isGreaterThan(plain.ids(0).stream().distinct().count());
    }

    @Test
    void concurrentAnswers_areThoseOfOneAfterTheOther() {
        List<String> prompts = List.of(
                "A container",
                "The image",
                "The server loads",
                "The scheduler gives",
                "When a client",
                "Build small",
                "A digest is",
                "One two three");
        List<String> alone =
                prompts.stream().map(prompt -> run(greedy(prompt, 20)).text()).toList();
        engine.admin().flushCache().toCompletableFuture().join();
        List<Reader> together = prompts.stream()
                .map(prompt -> Reader.of(engine.generate(greedy(prompt, 20))))
                .toList();
        assertThat(together.stream().map(reader -> reader.done().text()).toList())
                .isEqualTo(alone);
    }

    @Test
    void characters_areNeverSplit() {
        Reader reader = run(greedy("Smile", 20));
        Reader russian = run(greedy("Привет", 24));
        assertThat(russian.text()).contains("мир");
        for (Reader each : List.of(reader, russian)) {
            each.tokens(0).forEach(event -> assertThat(event.text()).doesNotContain("\uFFFD"));
        }
    }

    @Test
    void cancelledRequest_freesItsSlotWithin100Milliseconds() throws InterruptedException {
        Reader reader =
                Reader.of(engine.generate(greedy("The ", endless(1000)))).begun();
        assertThat(engine.admin().load().running()).isEqualTo(1);
        long began = System.nanoTime();
        reader.cancel();
        while (engine.admin().load().running() > 0 && System.nanoTime() - began < 2_000_000_000L) {
            Thread.sleep(1);
        }
        assertThat((System.nanoTime() - began) / 1_000_000).isLessThan(100);
    }

    @Test
    void slowReader_stopsTheWork_andLosesNothing() throws InterruptedException {
        Reader reader =
                Reader.of(engine.generate(greedy("The ", endless(200))), 1).begun();
        Thread.sleep(300);
        assertThat(reader.events()).hasSize(1);
        long held = engine.admin().load().tokens();
        Thread.sleep(100);
        assertThat(engine.admin().load().tokens()).isEqualTo(held);
        reader.request(Long.MAX_VALUE);
        assertThat(reader.done().ids(0))
                .hasSize(200)
                .isEqualTo(run(greedy("The ", endless(200))).ids(0));
    }

    @Test
    void waitingRequests_areServedInTurn() {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(Reader.of(engine.generate(greedy("Request " + i, endless(10)))));
        }
        readers.forEach(reader -> assertThat(reader.done().ids(0)).hasSize(10));
        assertThat(engine.admin().load().waiting()).isZero();
    }

    @Test
    void embeddings_ofEqualTextsAreEqual_andOfLengthOne() {
        List<Float> first = embed("A container image is a stack of layers.");
        assertThat(embed("A container image is a stack of layers.")).isEqualTo(first);
        assertThat(embed("Привет, мир.")).isNotEqualTo(first);
        assertThat(Math.sqrt(first.stream().mapToDouble(value -> value * value).sum()))
                .isEqualTo(1, within(1e-5));
        assertThat(first).hasSize(64);
    }

    @Test
    void embeddingsAndAnswers_runBesideEachOther() {
        List<Float> alone = embed("The server loads a model.");
        Reader reader = Reader.of(engine.generate(greedy("The ", endless(100))));
        for (int i = 0; i < 5; i++) {
            List<Float> beside = embed("The server loads a model.");
            for (int j = 0; j < alone.size(); j++) {
                assertThat(beside.get(j)).isEqualTo(alone.get(j), within(0.01f));
            }
        }
        assertThat(reader.done().ids(0)).hasSize(100);
    }

    private static List<Float> embed(String text) {
        return engine.embed(new EmbedRequest("e", new Prompt.Text(text), RequestRouting.NONE))
                .toCompletableFuture()
                .join()
                .values();
    }

    @Test
    void texts_comeBackFromTheirTokens() {
        for (String text : List.of("Grüße 😀 tail", "a  b\n\n\tc", "こんにちは", "", "<|im_end|>x", "\u0000 end")) {
            List<Integer> ids =
                    engine.text().tokenize(text, false).toCompletableFuture().join();
            assertThat(engine.text().detokenize(ids).toCompletableFuture().join())
                    .isEqualTo(text.replace("<|im_end|>", ""));
        }
        assertThat(engine.text().tokenize("Hello", true).toCompletableFuture().join())
                .startsWith(509);
    }

    @Test
    void wrongRequests_areRefusedBeforeTheRuntime() {
        assertRefused(
                greedy("", 1).withPrompt(new Prompt.Tokens(List.of())),
                "the prompt is empty (expected: at least one token)");
        assertRefused(
                greedy("", 1).withPrompt(new Prompt.Tokens(List.of(5, 512))), "input_ids: 512 (expected: 0 to 511)");
        assertRefused(greedy("", 1).withPrompt(new Prompt.Tokens(List.of(-1))), "input_ids: -1 (expected: 0 to 511)");
        assertRefused(greedy("word ".repeat(2000), 1), "tokens (expected: fewer than 1024, the context length)");
        assertRefused(greedy("a".repeat(2_000_000), 1), "text: 2000000 characters (expected: at most 1048576 bytes)");
        assertRefused(
                greedy("A", new Ending(5, 0, List.of(), List.of(600), false)),
                "stop_token_ids: 600 (expected: 0 to 511)");
        GenerateRequest one = greedy("A", 1);
        assertRefused(
                request(one.prompt(), one.sampling(), new LogprobOptions(true, 0, -1, false, List.of(512))),
                "512 (expected: 0 to 511)");
        assertThat(run(greedy("A container", 3)).ids(0)).hasSize(3);
    }

    @Test
    void fullContext_endsTheAnswer() {
        Reader reader =
                run(greedy("", endless(100)).withPrompt(new Prompt.Tokens(java.util.Collections.nCopies(1000, 65))));
        assertThat(reader.reason()).isEqualTo(new FinishReason.Length(24));
    }

    @Test
    void readerThatThrows_losesItsSlot_andNothingElse() throws InterruptedException {
        Reader other =
                Reader.of(engine.generate(greedy("The ", endless(100))), 1).begun();
        engine.generate(greedy("The ", endless(900))).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(GenerationEvent event) {
                throw new IllegalStateException("a reader's fault");
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {}
        });
        other.request(Long.MAX_VALUE);
        assertThat(other.done().ids(0)).hasSize(100);
        for (int i = 0; i < 1000 && engine.admin().load().running() > 0; i++) {
            Thread.sleep(2);
        }
        assertThat(engine.admin().load().running()).isZero();
    }

    private static void assertRefused(GenerateRequest request, String message) {
        assertThatThrownBy(() -> run(request)).isInstanceOfSatisfying(ServeException.class, e -> {
            assertThat(e.code()).isEqualTo(ServeException.Code.INVALID_ARGUMENT);
            assertThat(e).hasMessageContaining(message);
        });
    }
}
