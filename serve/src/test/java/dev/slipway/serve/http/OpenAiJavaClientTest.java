package dev.slipway.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.scripted.Script;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** OpenAI's client for Java. */
class OpenAiJavaClientTest {
    private static final ServedHttp SERVER =
            new ServedHttp(Script.FAST.withPace(Duration.ofMillis(1)), Limits.DEFAULT, HttpSettings.DEFAULT);
    private static final OpenAIClient CLIENT = OpenAIOkHttpClient.builder()
            .baseUrl(SERVER.address() + "/v1")
            .apiKey("none")
            .maxRetries(0)
            .build();

    @AfterAll
    static void close() {
        CLIENT.close();
        SERVER.close();
    }

    private static ChatCompletionCreateParams.Builder chat(int tokens) {
        return ChatCompletionCreateParams.builder()
                .model("scripted")
                .addUserMessage("Grüße")
                .temperature(0)
                .maxCompletionTokens(tokens);
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().getFirst().message().content().orElseThrow();
    }

    @Test
    void chat_isTheSameWholeAndStreamed() {
        ChatCompletion whole = CLIENT.chat().completions().create(chat(20).build());
        assertThat(text(whole)).hasSize(20);
        assertThat(whole.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
        assertThat(whole.usage().orElseThrow().completionTokens()).isEqualTo(20);
        whole.validate();

        ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams streamed = chat(20).streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> chunks =
                CLIENT.chat().completions().createStreaming(streamed)) {
            chunks.stream().map(ChatCompletionChunk::validate).forEach(all::accumulate);
        }
        assertThat(text(all.chatCompletion())).isEqualTo(text(whole));
        assertThat(all.chatCompletion().usage().orElseThrow().completionTokens())
                .isEqualTo(20);
    }

    @Test
    void logprobs_areThoseOfEachToken() {
        ChatCompletion told = CLIENT.chat()
                .completions()
                .create(chat(3).logprobs(true).topLogprobs(2).build());
        assertThat(told.choices().getFirst().logprobs().orElseThrow().content().orElseThrow())
                .hasSize(3)
                .allSatisfy(token -> assertThat(token.topLogprobs()).hasSize(2));
        told.validate();
    }

    @Test
    void streamThatIsClosed_freesItsSlot() throws Exception {
        try (StreamResponse<ChatCompletionChunk> chunks =
                CLIENT.chat().completions().createStreaming(chat(1_000_000).build())) {
            assertThat(chunks.stream().limit(3).count()).isEqualTo(3);
            assertThat(SERVER.running()).isEqualTo(1);
        }
        ServedHttp.millisUntil(() -> SERVER.running() == 0);
    }

    @Test
    void completionEmbeddingAndModels_areRead() {
        Completion completion = CLIENT.completions()
                .create(CompletionCreateParams.builder()
                        .model("scripted")
                        .prompt("a")
                        .maxTokens(5)
                        .build());
        assertThat(completion.choices().getFirst().text()).hasSize(5);
        var embedding = CLIENT.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("scripted")
                        .input("a text")
                        .build());
        assertThat(embedding.data().getFirst().embedding()).hasSize(8);
        assertThat(CLIENT.models().list().data())
                .singleElement()
                .satisfies(model -> assertThat(model.validate().id()).isEqualTo("scripted"));
    }

    @Test
    void errors_areTheClientsOwn() {
        assertThatThrownBy(() -> CLIENT.chat()
                        .completions()
                        .create(chat(5).model("other").build()))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        failure -> assertThat(failure.code()).contains("model_not_found"));
        assertThatThrownBy(() -> CLIENT.chat()
                        .completions()
                        .create(chat(5).temperature(-1).build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        failure -> assertThat(failure.param()).contains("temperature"));
    }
}
