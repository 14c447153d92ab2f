package dev.slipway.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GenerationStreamTest {
    private final AtomicInteger changes = new AtomicInteger();
    private final GenerationStream stream = new GenerationStream(4, changes::incrementAndGet);

    @Test
    void eventsWaitForDemand() {
        RecordingSubscriber reader = new RecordingSubscriber(0);
        stream.subscribe(reader);
        stream.emit(token(1));
        stream.emit(token(2));
        assertThat(reader.events()).isEmpty();
        reader.request(1);
        assertThat(reader.ids(0)).containsExactly(1);
        reader.request(5);
        assertThat(reader.ids(0)).containsExactly(1, 2);
    }

    @Test
    void fullStream_saysWhenThereIsRoomAgain() {
        RecordingSubscriber reader = new RecordingSubscriber(0);
        stream.subscribe(reader);
        for (int i = 0; i < 4; i++) {
            assertThat(stream.hasRoom()).isTrue();
            stream.emit(token(i));
        }
        assertThat(stream.hasRoom()).isFalse();
        int before = changes.get();
        reader.request(1);
        assertThat(changes).hasValue(before);
        reader.request(1);
        assertThat(changes).hasValueGreaterThan(before);
        assertThat(stream.hasRoom()).isTrue();
    }

    @Test
    void end_comesAfterWhatWasEmitted() {
        RecordingSubscriber reader = new RecordingSubscriber(0);
        stream.emit(token(7));
        stream.complete();
        stream.subscribe(reader);
        assertThat(reader.isEnded()).isFalse();
        reader.request(1);
        assertThat(reader.isEnded()).isTrue();
        assertThat(reader.ids(0)).containsExactly(7);
    }

    @Test
    void endWithoutEvents_needsNoDemand() {
        RecordingSubscriber reader = new RecordingSubscriber(0);
        stream.subscribe(reader);
        stream.fail(ServeException.invalid("no"));
        assertThat(reader.failure()).hasMessage("no");
    }

    @Test
    void cancel_tellsTheEngineAndDropsWhatComes() {
        RecordingSubscriber reader = new RecordingSubscriber(Long.MAX_VALUE);
        stream.subscribe(reader);
        int before = changes.get();
        reader.cancel();
        assertThat(changes).hasValueGreaterThan(before);
        assertThat(stream.isCancelled()).isTrue();
        stream.emit(token(1));
        stream.complete();
        assertThat(reader.events()).isEmpty();
        assertThat(reader.isEnded()).isFalse();
    }

    @Test
    void secondSubscriber_isRefused() {
        stream.subscribe(new RecordingSubscriber(1));
        assertThatThrownBy(() -> stream.subscribe(new RecordingSubscriber(1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void eventsOfAnotherThread_arriveOnceAndInOrder() throws Exception {
        int count = 20_000;
        RecordingSubscriber reader = new RecordingSubscriber(0);
        stream.subscribe(reader);
        Thread engine = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < count; i++) {
                while (!stream.hasRoom()) {
                    Thread.onSpinWait();
                }
                stream.emit(token(i));
            }
            stream.complete();
        });
        while (!reader.isEnded()) {
            reader.request(3);
        }
        engine.join();
        List<Integer> ids = reader.ids(0);
        assertThat(ids).hasSize(count).isSorted();
    }

    private static GenerationEvent token(int id) {
        return new GenerationEvent.Tokens(0, List.of(id), "x", List.of());
    }
}
