package dev.slipway.serve.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RecordingSubscriber;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedEngineTest {
    private final ScriptedEngine engine = new ScriptedEngine(Script.FAST);

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void sameRequest_givesTheSameAnswer() {
        RecordingSubscriber first = RecordingSubscriber.readAll(engine.generate(request("hello", 40, List.of(), 1)));
        RecordingSubscriber second = RecordingSubscriber.readAll(engine.generate(request("hello", 40, List.of(), 1)));
        assertThat(first.text(0)).hasSize(40).isEqualTo(second.text(0));
        assertThat(first.finished(0).reason()).isEqualTo(new FinishReason.Length(40));
    }

    @Test
    void stopText_endsTheAnswerBeforeIt() {
        String whole = RecordingSubscriber.readAll(engine.generate(request("hello", 40, List.of(), 1)))
                .text(0);
        String stop = whole.substring(10, 13);
        RecordingSubscriber stopped =
                RecordingSubscriber.readAll(engine.generate(request("hello", 40, List.of("\u0000", stop), 1)));
        assertThat(stopped.text(0)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(stopped.finished(0).reason()).isEqualTo(new FinishReason.StopText(stop));
    }

    @Test
    void choices_areToldApart() {
        RecordingSubscriber reader = RecordingSubscriber.readAll(engine.generate(request("hello", 12, List.of(), 3)));
        assertThat(reader.text(0)).isNotEqualTo(reader.text(1)).hasSize(12);
        assertThat(reader.finished(2).usage().completion()).isEqualTo(12);
    }

    @Test
    void continuedAnswer_goesOnWhereItWasLeft() {
        RecordingSubscriber whole = RecordingSubscriber.readAll(engine.generate(request("hello", 30, List.of(), 1)));
        GenerateRequest rest = request("hello", 20, List.of(), 1)
                .withPrompt(new Prompt.Continued(
                        new Prompt.Text("hello"), whole.ids(0).subList(0, 10)));
        assertThat(RecordingSubscriber.readAll(engine.generate(rest)).text(0))
                .isEqualTo(whole.text(0).substring(10));
    }

    @Test
    void readerThatStopsReading_stopsTheEngine() throws Exception {
        RecordingSubscriber reader = new RecordingSubscriber(5);
        engine.generate(request("hello", 100_000, List.of(), 1)).subscribe(reader);
        Thread.sleep(50);
        assertThat(reader.events()).hasSize(5);
        reader.cancel();
        for (int i = 0; engine.load().running() > 0 && i < 100; i++) {
            Thread.sleep(1);
        }
        assertThat(engine.load().running()).isZero();
    }

    @Test
    void pace_isKept() {
        try (ScriptedEngine slow = new ScriptedEngine(Script.FAST.withPace(Duration.ofMillis(5)))) {
            long start = System.nanoTime();
            RecordingSubscriber.readAll(slow.generate(request("hello", 20, List.of(), 1)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(95));
        }
    }

    @Test
    void clock_tellsWhenATokenWasDue() {
        Script script = Script.named("clock:500").orElseThrow();
        long start = System.nanoTime();
        try (ScriptedEngine clock = new ScriptedEngine(script)) {
            List<Long> due =
                    RecordingSubscriber.readAll(clock.generate(request("hello", 20, List.of(), 1))).events().stream()
                            .filter(GenerationEvent.Tokens.class::isInstance)
                            .map(event -> Long.parseLong(((GenerationEvent.Tokens) event).text()))
                            .toList();
            assertThat(due).hasSize(20).isSorted().doesNotHaveDuplicates();
            assertThat(due.getFirst()).isBetween(start, System.nanoTime());
            assertThat(due.getLast()).isBetween(start + 19 * 2_000_000L, System.nanoTime());
        }
    }

    @Test
    void names_areWordsOrClockWithARate() {
        assertThat(Script.named("words")).contains(Script.FAST);
        assertThat(Script.named("words:20")).contains(Script.FAST.withPace(Duration.ofMillis(50)));
        for (String wrong : List.of("", "word", "words:", "words:0", "clock:1.5", "clock:-1", "words:1000000")) {
            assertThat(Script.named(wrong)).as(wrong).isEmpty();
        }
    }

    static GenerateRequest request(String text, int tokens, List<String> stop, int n) {
        SamplingParams sampling = new SamplingParams(
                new SamplingParams.Choice(0, 1, -1, 0),
                SamplingParams.Penalties.NONE,
                new SamplingParams.Ending(tokens, 0, stop, List.of(), false),
                n,
                Optional.empty(),
                OptionalLong.empty());
        return new GenerateRequest("r", new Prompt.Text(text), sampling, LogprobOptions.NONE, RequestRouting.NONE);
    }
}
