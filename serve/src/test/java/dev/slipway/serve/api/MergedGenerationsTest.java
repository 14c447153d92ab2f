package dev.slipway.serve.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.GenerationStream;
import dev.slipway.serve.engine.RecordingSubscriber;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenUsage;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergedGenerationsTest {
    private final List<GenerationStream> sources = IntStream.range(0, 20)
            .mapToObj(_ -> new GenerationStream(10, () -> {}))
            .toList();
    private final RecordingSubscriber reader = new RecordingSubscriber(0);

    private void read() {
        new MergedGenerations(List.<Flow.Publisher<GenerationEvent>>copyOf(sources), 2).subscribe(reader);
    }

    private void emit(int source, int choice, String text) {
        sources.get(source).emit(new GenerationEvent.Tokens(choice, List.of(1), text, List.of()));
    }

    @Test
    void choices_areNumberedOverAllGenerations() {
        read();
        reader.request(10);
        emit(3, 1, "x");
        emit(0, 0, "y");
        assertThat(reader.text(7)).isEqualTo("x");
        assertThat(reader.text(0)).isEqualTo("y");
    }

    @Test
    void noMoreThanAFew_beginBeforeOthersEnded() {
        read();
        assertThat(sources.stream().filter(GenerationStream::isSubscribed)).hasSize(MergedGenerations.AT_ONCE);
        sources.get(5).complete();
        reader.request(1);
        assertThat(sources.get(16).isSubscribed()).isTrue();
        assertThat(sources.get(17).isSubscribed()).isFalse();
    }

    @Test
    void ofEachGeneration_oneEventWaits() {
        read();
        for (int i = 0; i < 5; i++) {
            emit(2, 0, "t");
        }
        assertThat(sources.get(2).waiting()).isEqualTo(4);
        reader.request(2);
        assertThat(reader.events()).hasSize(2);
        assertThat(sources.get(2).waiting()).isEqualTo(2);
    }

    @Test
    void firstFailure_endsAll() {
        read();
        reader.request(10);
        sources.get(1).fail(new ServeException(ServeException.Code.UNAVAILABLE, "gone"));
        assertThat(reader.failure()).hasMessage("gone");
        assertThat(sources.get(0).isCancelled()).isTrue();
        assertThat(sources.get(19).isSubscribed()).isFalse();
    }

    @Test
    void readerThatLeaves_endsAll() {
        read();
        reader.cancel();
        assertThat(sources.subList(0, MergedGenerations.AT_ONCE)).allMatch(GenerationStream::isCancelled);
    }

    @Test
    void end_comesWithTheLast() {
        read();
        reader.request(100);
        for (GenerationStream source : sources) {
            assertThat(reader.isEnded()).isFalse();
            source.emit(new GenerationEvent.Finished(0, new FinishReason.Length(0), new TokenUsage(1, 0, 0)));
            source.complete();
        }
        assertThat(reader.isEnded()).isTrue();
        assertThat(reader.events()).hasSize(20);
    }
}
