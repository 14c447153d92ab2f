package dev.slipway.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.api.MappedGeneration;
import dev.slipway.serve.config.Presentation;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.EngineAdmin;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.TextCodec;
import dev.slipway.serve.proto.OpenAIRequest;
import dev.slipway.serve.proto.OpenAIStreamChunk;
import dev.slipway.serve.proto.SamplingParams;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.proto.TextGenerateResponse;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamedCallsTest {
    private static final String CHAT =
            "{\"model\":\"scripted\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"temperature\":0,\"max_tokens\":20,\"stream\":STREAM}";

    private final Counting engine = new Counting(new ScriptedEngine(Script.FAST), new AtomicLong());
    private final InferenceServer server = InferenceServer.start(
            ServeConfig.LOCAL.withPresentation(new Presentation(Optional.empty(), true, false)), engine);
    private final GrpcClient client = new GrpcClient(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
        engine.close();
    }

    @Test
    void compressedRequests_whichGrpcJavaReads_getTheSameMessages() {
        assertThat(texts(client.blocking().withCompression("gzip").textGenerate(request(200))))
                .hasSize(201)
                .isEqualTo(texts(client.blocking().textGenerate(request(200))));
        for (String stream : List.of("true", "false")) {
            OpenAIRequest chat = chat(CHAT.replace("STREAM", stream));
            assertThat(sizes(client.blocking().withCompression("gzip").chatComplete(chat)))
                    .isEqualTo(sizes(client.blocking().chatComplete(chat)));
        }
    }

    @Test
    void failureBeforeTheFirstMessage_hasItsStatusAndText() {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> client.blocking()
                        .chatComplete(chat(CHAT.replace("STREAM", "true").replace("scripted", "é 100%")))
                        .next());
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refused.getStatus().getDescription()).contains("\"é 100%\"");
    }

    @Test
    void slowReader_stopsTheEngineAndLosesNothing() throws Exception {
        String whole = String.join("", texts(client.blocking().textGenerate(request(3000))));
        long before = engine.tokens().get();
        Reader reader = new Reader();
        client.async().textGenerate(request(200_000), reader);
        // Nobody asks for messages: the windows and buffers fill, and the rest of some 18 MB is not made.
        long made = -1;
        while (made != engine.tokens().get() || made == before) {
            made = engine.tokens().get();
            Thread.sleep(300);
        }
        assertThat(made - before).isBetween(100L, 100_000L);
        reader.call.request(3000);
        assertThat(reader.until(3000).get(30, TimeUnit.SECONDS)).isEqualTo(whole);
        reader.call.cancel("read enough", null);
        for (int i = 0; engine.admin().load().running() > 0 && i < 1000; i++) {
            Thread.sleep(1);
        }
        assertThat(engine.admin().load().running()).isZero();
    }

    private static TextGenerateRequest request(int tokens) {
        return TextGenerateRequest.newBuilder()
                .setText("Hi")
                .setStream(true)
                .setSamplingParams(SamplingParams.newBuilder().setTemperature(0).setMaxNewTokens(tokens))
                .build();
    }

    private static OpenAIRequest chat(String body) {
        return OpenAIRequest.newBuilder()
                .setJsonBody(ByteString.copyFromUtf8(body))
                .build();
    }

    private static List<String> texts(Iterator<TextGenerateResponse> answer) {
        return ImmutableList.copyOf(answer).stream()
                .map(TextGenerateResponse::getText)
                .toList();
    }

    /** Ids and times differ from answer to answer, lengths do not. */
    private static List<Integer> sizes(Iterator<OpenAIStreamChunk> answer) {
        return ImmutableList.copyOf(answer).stream()
                .map(OpenAIStreamChunk::getSerializedSize)
                .toList();
    }

    private static final class Reader implements ClientResponseObserver<TextGenerateRequest, TextGenerateResponse> {
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<String> read = new CompletableFuture<>();
        private int wanted = Integer.MAX_VALUE;
        private ClientCallStreamObserver<TextGenerateRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<TextGenerateRequest> given) {
            call = given;
            given.disableAutoRequestWithInitial(0);
        }

        synchronized CompletableFuture<String> until(int messages) {
            wanted = messages;
            return told();
        }

        private CompletableFuture<String> told() {
            if (text.length() == wanted) {
                read.complete(text.toString());
            }
            return read;
        }

        @Override
        public synchronized void onNext(TextGenerateResponse message) {
            text.append(message.getText());
            told();
        }

        @Override
        public void onError(Throwable failure) {
            read.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {}
    }

    /** Counts the events that an engine gave. */
    private record Counting(InferenceEngine of, AtomicLong tokens) implements InferenceEngine {
        @Override
        public Flow.Publisher<GenerationEvent> generate(GenerateRequest request) {
            return new MappedGeneration<>(of.generate(request), event -> {
                tokens.incrementAndGet();
                return event;
            });
        }

        @Override
        public ModelInfo model() {
            return of.model();
        }

        @Override
        public CompletionStage<Embedding> embed(EmbedRequest request) {
            return of.embed(request);
        }

        @Override
        public TextCodec text() {
            return of.text();
        }

        @Override
        public EngineAdmin admin() {
            return of.admin();
        }

        @Override
        public boolean isHealthy() {
            return of.isHealthy();
        }

        @Override
        public void close() {
            of.close();
        }
    }
}
