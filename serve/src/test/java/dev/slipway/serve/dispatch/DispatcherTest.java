package dev.slipway.serve.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RecordingSubscriber;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private final ScriptedEngine engine = new ScriptedEngine(Script.FAST.withPace(Duration.ofMillis(2)));
    private final Dispatcher dispatcher = new Dispatcher(engine, new Limits(2, 3, Duration.ofSeconds(20)));

    @AfterEach
    void close() {
        dispatcher.close();
        engine.close();
    }

    @Test
    void moreRequestsThanSlots_waitInOrder() {
        List<RecordingSubscriber> readers = new ArrayList<>();
        for (String rid : List.of("a", "b", "c", "d")) {
            readers.add(read(request(rid, 20)));
        }
        assertThat(dispatcher.runningCount()).isEqualTo(2);
        assertThat(dispatcher.queuedCount()).isEqualTo(2);
        readers.forEach(RecordingSubscriber::awaitEnd);
        assertThat(readers).allSatisfy(reader -> assertThat(reader.text(0)).hasSize(20));
        assertThat(dispatcher.runningCount()).isZero();
    }

    @Test
    void fullQueue_refusesTheNext() {
        for (int i = 0; i < 5; i++) {
            read(request("r" + i, 1000));
        }
        RecordingSubscriber refused = read(request("late", 10));
        assertThat(codeOf(refused)).isEqualTo(ServeException.Code.RESOURCE_EXHAUSTED);
        dispatcher.abortAll();
        assertThat(dispatcher.runningCount() + dispatcher.queuedCount()).isZero();
        RecordingSubscriber taken = read(request("late", 10));
        taken.awaitEnd();
        assertThat(taken.text(0)).hasSize(10);
    }

    @Test
    void requestIdThatRuns_isRefusedAgain() {
        read(request("same", 1000));
        assertThat(codeOf(read(request("same", 10)))).isEqualTo(ServeException.Code.ALREADY_EXISTS);
        assertThat(dispatcher.runningCount()).isEqualTo(1);
    }

    @Test
    void abort_endsRunningAndWaitingRequests() {
        RecordingSubscriber running = read(request("a", 1000));
        read(request("b", 1000));
        RecordingSubscriber waiting = read(request("c", 1000));
        assertThat(dispatcher.abort("c")).isTrue();
        assertThat(dispatcher.abort("a")).isTrue();
        assertThat(dispatcher.abort("unknown")).isFalse();
        running.awaitEnd();
        waiting.awaitEnd();
        assertThat(running.finished(0).reason()).isInstanceOf(FinishReason.Abort.class);
        assertThat(waiting.events()).singleElement().isInstanceOf(GenerationEvent.Finished.class);
        assertThat(dispatcher.runningCount()).isEqualTo(1);
    }

    @Test
    void readerThatLeaves_freesItsSlotAtOnce() {
        RecordingSubscriber first = read(request("a", 1000));
        read(request("b", 1000));
        RecordingSubscriber third = read(request("c", 5));
        first.cancel();
        third.awaitEnd();
        assertThat(third.text(0)).hasSize(5);
        await(() -> engine.load().running() == 1);
    }

    @Test
    void deadline_endsTheRequest() {
        RecordingSubscriber reader = new RecordingSubscriber(Long.MAX_VALUE);
        dispatcher
                .generate(request("a", 100_000), Optional.of(Duration.ofMillis(60)), RequestWatch.NONE)
                .subscribe(reader);
        reader.awaitEnd();
        assertThat(codeOf(reader)).isEqualTo(ServeException.Code.DEADLINE_EXCEEDED);
        await(() -> engine.load().running() == 0);
    }

    @Test
    void pauseInPlace_standsStillAndGoesOn() throws Exception {
        RecordingSubscriber reader = read(request("a", 100));
        await(() -> reader.events().size() > 5);
        dispatcher.pause(PauseMode.IN_PLACE);
        int then = reader.events().size();
        RecordingSubscriber waiting = read(request("b", 5));
        Thread.sleep(60);
        assertThat(reader.events().size()).isBetween(then, then + 1);
        assertThat(waiting.events()).isEmpty();
        dispatcher.resume();
        reader.awaitEnd();
        waiting.awaitEnd();
        assertThat(reader.ids(0)).hasSize(100);
    }

    @Test
    void retractedRequest_givesTheSameAnswerAsOneThatRanThrough() throws Exception {
        RecordingSubscriber whole = read(request("a", 100));
        whole.awaitEnd();
        RecordingSubscriber reader = read(request("b", 100));
        for (int i = 0; i < 3; i++) {
            int seen = reader.events().size();
            await(() -> reader.events().size() > seen + 5);
            dispatcher.pause(PauseMode.RETRACT);
            assertThat(dispatcher.runningCount()).isZero();
            await(() -> engine.load().running() == 0);
            dispatcher.resume();
        }
        reader.awaitEnd();
        assertThat(reader.text(0)).isEqualTo(whole.text(0));
        assertThat(reader.finished(0)).isEqualTo(whole.finished(0));
    }

    @Test
    void pauseWithAbort_endsAllAndHoldsTheNext() {
        RecordingSubscriber reader = read(request("a", 1000));
        dispatcher.pause(PauseMode.ABORT);
        reader.awaitEnd();
        RecordingSubscriber next = read(request("b", 5));
        assertThat(dispatcher.queuedCount()).isEqualTo(1);
        dispatcher.resume();
        next.awaitEnd();
        assertThat(next.text(0)).hasSize(5);
    }

    @Test
    void drain_letsRequestsEndAndTakesNoNewOnes() throws Exception {
        RecordingSubscriber reader = read(request("a", 40));
        dispatcher.drain(Duration.ofSeconds(10));
        assertThat(reader.text(0)).hasSize(40);
        assertThat(codeOf(read(request("b", 5)))).isEqualTo(ServeException.Code.UNAVAILABLE);
    }

    @Test
    void drainThatTakesTooLong_endsTheRest() throws Exception {
        RecordingSubscriber reader = read(request("a", 100_000));
        dispatcher.drain(Duration.ofMillis(50));
        assertThat(codeOf(reader)).isEqualTo(ServeException.Code.UNAVAILABLE);
    }

    @Test
    void embeddings_takeSlotsToo() {
        read(request("a", 1000));
        read(request("b", 1000));
        var answer = dispatcher
                .embed(
                        new EmbedRequest("e", new Prompt.Text("x"), RequestRouting.NONE),
                        Optional.empty(),
                        RequestWatch.NONE)
                .toCompletableFuture();
        assertThat(answer).isNotDone();
        dispatcher.abort("a");
        assertThat(answer.join().values()).hasSize(8);
        await(() -> dispatcher.runningCount() == 1);
    }

    @Test
    void readerThatAsksForLittle_keepsLittleWaiting() throws Exception {
        ScriptedEngine fast = new ScriptedEngine(Script.FAST);
        try (Dispatcher direct = new Dispatcher(fast, Limits.DEFAULT)) {
            RecordingSubscriber reader = new RecordingSubscriber(1);
            Flow.Publisher<GenerationEvent> generation =
                    direct.generate(request("a", 5000), Optional.empty(), RequestWatch.NONE);
            generation.subscribe(reader);
            await(() -> reader.events().size() == 1);
            Thread.sleep(30);
            assertThat(reader.events()).hasSize(1);
            while (!reader.isEnded()) {
                reader.request(7);
            }
            assertThat(reader.ids(0)).hasSize(5000);
        } finally {
            fast.close();
        }
    }

    private RecordingSubscriber read(GenerateRequest request) {
        RecordingSubscriber reader = new RecordingSubscriber(Long.MAX_VALUE);
        dispatcher.generate(request, Optional.empty(), RequestWatch.NONE).subscribe(reader);
        return reader;
    }

    private static ServeException.Code codeOf(RecordingSubscriber reader) {
        reader.awaitEnd();
        assertThat(reader.failure()).isInstanceOf(ServeException.class);
        return ((ServeException) reader.failure()).code();
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static GenerateRequest request(String rid, int tokens) {
        SamplingParams sampling =
                SamplingParams.DEFAULT.withEnding(new SamplingParams.Ending(tokens, 0, List.of(), List.of(), false));
        sampling = new SamplingParams(
                new SamplingParams.Choice(0, 1, -1, 0),
                sampling.penalties(),
                sampling.ending(),
                1,
                sampling.constraint(),
                sampling.seed());
        return new GenerateRequest(rid, new Prompt.Text("hello"), sampling, LogprobOptions.NONE, RequestRouting.NONE);
    }
}
