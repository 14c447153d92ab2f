package dev.slipway.serve.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.GenerationStream;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChunkStreamTest {
    private final GenerationStream generation = new GenerationStream(100, () -> {});
    private final Reader reader = new Reader();

    private void read(int choices) {
        var head = new AnswerHead("id", "chat.completion.chunk", 7, "m");
        new ChunkStream(generation, new ChatChunks(new ChunkFrame(head, true, choices), choices)).subscribe(reader);
    }

    private static GenerationEvent token(String text) {
        return new GenerationEvent.Tokens(0, List.of(1), text, List.of());
    }

    @Test
    void noMoreEvents_areTakenThanChunksAreWanted() {
        read(1);
        for (int i = 0; i < 10; i++) {
            generation.emit(token("t" + i));
        }
        assertThat(generation.waiting()).isEqualTo(10);
        reader.request(1);
        // The role; its token was taken with it and waits.
        assertThat(reader.chunks).hasSize(1);
        assertThat(generation.waiting()).isEqualTo(9);
        reader.request(1);
        assertThat(generation.waiting()).isEqualTo(9);
        reader.request(3);
        assertThat(reader.chunks).hasSize(5);
        assertThat(generation.waiting()).isEqualTo(6);
    }

    @Test
    void deltas_goIntoTheChunkAsTheyAre() {
        read(1);
        reader.request(100);
        var delta = JsonNodeFactory.instance.objectNode().put("reasoning_content", "so");
        generation.emit(new GenerationEvent.Delta(0, delta));
        generation.emit(new GenerationEvent.Finished(0, new FinishReason.ToolCalls(), new TokenUsage(3, 4, 2)));
        generation.complete();
        String begin =
                "{\"id\":\"id\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"choices\":[";
        assertThat(reader.chunks)
                .containsExactly(
                        begin + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,"
                                + "\"finish_reason\":null,\"matched_stop\":null}],\"usage\":null}",
                        begin + "{\"index\":0,\"delta\":{\"reasoning_content\":\"so\"},\"logprobs\":null,"
                                + "\"finish_reason\":null,\"matched_stop\":null}],\"usage\":null}",
                        begin + "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"tool_calls\","
                                + "\"matched_stop\":null}],\"usage\":null}",
                        begin + "],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":2}}}");
        assertThat(reader.ended).isTrue();
    }

    @Test
    void failure_comesAfterWhatWasTold() {
        read(1);
        generation.emit(token("a"));
        generation.fail(new ServeException(ServeException.Code.UNAVAILABLE, "gone"));
        reader.request(1);
        assertThat(reader.failure).isNull();
        reader.request(1);
        assertThat(reader.chunks).hasSize(2);
        assertThat(reader.failure).hasMessage("gone");
    }

    @Test
    void cancel_reachesTheGeneration() {
        read(1);
        reader.request(1);
        Objects.requireNonNull(reader.subscription).cancel();
        assertThat(generation.isCancelled()).isTrue();
    }

    private static final class Reader implements Flow.Subscriber<byte[]> {
        private final List<String> chunks = new ArrayList<>();
        private Flow.@Nullable Subscription subscription;
        private @Nullable Throwable failure;
        private boolean ended;

        void request(long count) {
            Objects.requireNonNull(subscription).request(count);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(byte[] chunk) {
            chunks.add(new String(chunk, StandardCharsets.UTF_8));
        }

        @Override
        public void onError(Throwable thrown) {
            failure = thrown;
        }

        @Override
        public void onComplete() {
            ended = true;
        }
    }
}
