package dev.slipway.serve.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.grpc.GrpcClient;
import dev.slipway.serve.proto.OpenAIRequest;
import dev.slipway.serve.proto.OpenAIStreamChunk;
import dev.slipway.serve.proto.SglangServiceGrpc.SglangServiceBlockingStub;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's streamed RPCs, called by grpc-java, while the upstream behind the server does what it should not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiRpcFaultsTest {
    private final StubUpstream stub = StubUpstream.openAi("vllm");
    private final UpstreamEngine engine = stub.engine(config -> config.withTimeouts(UpstreamFaultsTest.SHORT));
    private final InferenceServer server = InferenceServer.start(ServeConfig.LOCAL, engine);
    private final GrpcClient client = new GrpcClient(server);

    private enum Rpc {
        CHAT(
                "/v1/chat/completions",
                "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                "\"delta\":{\"content\":"),
        COMPLETE("/v1/completions", "\"prompt\":\"Hi\"", "\"text\":");

        private final String path;
        private final String input;
        private final String before;

        Rpc(String path, String input, String before) {
            this.path = path;
            this.input = input;
            this.before = before;
        }

        OpenAIRequest request(boolean isStreamed) {
            return OpenAIRequest.newBuilder()
                    .setJsonBody(ByteString.copyFromUtf8("{" + input + ",\"stream\":" + isStreamed + "}"))
                    .build();
        }

        Iterator<OpenAIStreamChunk> call(SglangServiceBlockingStub stub, boolean isStreamed) {
            return this == CHAT ? stub.chatComplete(request(isStreamed)) : stub.complete(request(isStreamed));
        }

        /** A piece of an upstream's answer. */
        String piece(String text) {
            return "{\"choices\":[{\"index\":0," + before + "\"" + text + "\"" + (this == CHAT ? "}" : "")
                    + ",\"finish_reason\":null}]}";
        }
    }

    /** What a caller saw until its call failed. */
    private record Seen(List<String> chunks, Status status) {}

    @AfterAll
    void close() {
        client.close();
        server.close();
        engine.close();
        stub.close();
    }

    private Seen read(Rpc rpc, boolean isStreamed) {
        List<String> chunks = new ArrayList<>();
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, () -> {
            Iterator<OpenAIStreamChunk> answer = rpc.call(client.blocking(), isStreamed);
            while (answer.hasNext()) {
                OpenAIStreamChunk chunk = answer.next();
                assertThat(chunk.getFinished()).isFalse();
                chunks.add(chunk.getJsonChunk().toStringUtf8());
            }
        });
        assertThat(failure).isNotNull();
        return new Seen(chunks, failure.getStatus());
    }

    @ParameterizedTest
    @EnumSource
    void upstreamThatDiesMidStream_isUnavailableAfterWhatCame(Rpc rpc) {
        stub.on(rpc.path, (request, out) -> {
            StubUpstream.begin(out);
            StubUpstream.event(out, rpc.piece("one"));
            StubUpstream.event(out, rpc.piece("two"));
            out.whenConsumed().join();
            out.close(new IOException("dies"));
        });
        Seen streamed = read(rpc, true);
        assertThat(streamed.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(streamed.status().getDescription()).contains("ended in the middle of an answer");
        assertThat(streamed.chunks())
                .anyMatch(each -> each.contains("one"))
                .last()
                .asString()
                .contains("two");
        Seen whole = read(rpc, false);
        assertThat(whole.status()).hasToString(streamed.status().toString());
        assertThat(whole.chunks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CHAT, 0", "CHAT, 2", "COMPLETE, 0", "COMPLETE, 2"})
    void upstreamThatHangs_isGivenUp(Rpc rpc, int pieces) throws Exception {
        AtomicReference<HttpResponseWriter> answer = new AtomicReference<>();
        stub.on(rpc.path, (request, out) -> {
            answer.set(out);
            if (pieces > 0) {
                StubUpstream.begin(out);
            }
            for (int i = 0; i < pieces; i++) {
                StubUpstream.event(out, rpc.piece("some"));
            }
        });
        Seen seen = read(rpc, true);
        assertThat(seen.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(seen.status().getDescription()).contains("nothing came for");
        assertThat(seen.chunks()).filteredOn(each -> each.contains("some")).hasSize(pieces);
        assertEnds(answer);
    }

    @ParameterizedTest
    @EnumSource
    void upstreamThatTalksGarbage_isInternal(Rpc rpc) {
        stub.on(rpc.path, StubUpstream.events(rpc.piece("one"), "<html>sorry</html>"));
        for (boolean isStreamed : new boolean[] {true, false}) {
            Seen seen = read(rpc, isStreamed);
            assertThat(seen.status().getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(seen.status().getDescription())
                    .contains("cannot read the answer of upstream")
                    .contains("<html>sorry");
        }
    }

    @Test
    void labelWhoseProbabilityTheUpstreamDoesNotTell_isRefused() {
        stub.on(
                Rpc.COMPLETE.path,
                StubUpstream.events(
                        "{\"choices\":[{\"index\":0,\"text\":\"a\",\"token_ids\":[4],\"finish_reason\":\"length\","
                                + "\"logprobs\":{\"tokens\":[\"a\"],\"token_logprobs\":[-0.5],\"top_logprobs\":[{\"a\":-0.5}]}}]}"));
        OpenAIRequest request = OpenAIRequest.newBuilder()
                .setJsonBody(ByteString.copyFromUtf8("{\"query\":\"a\",\"items\":[\"b\"],\"label_token_ids\":[4,5]}"))
                .build();
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class, () -> client.blocking().score(request));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(failure.getStatus().getDescription()).startsWith("label_token_ids: 5 (expected: among the 20");
    }

    @ParameterizedTest
    @CsvSource({"400, INVALID_ARGUMENT", "429, RESOURCE_EXHAUSTED", "500, INTERNAL", "503, UNAVAILABLE"})
    void upstreamThatRefuses_isToldByItsStatus(int status, Status.Code code) {
        for (Rpc rpc : Rpc.values()) {
            stub.on(rpc.path, StubUpstream.status(status, "{\"error\":{\"message\":\"not now\"}}"));
            Seen seen = read(rpc, true);
            assertThat(seen.status().getCode()).isEqualTo(code);
            assertThat(seen.chunks()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"CHAT, true", "CHAT, false", "COMPLETE, true", "COMPLETE, false"})
    void deadlineOfTheCaller_endsTheUpstreamsWork(Rpc rpc, boolean isStreamed) throws Exception {
        AtomicReference<HttpResponseWriter> answer = answersWithoutEnd(rpc);
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> rpc.call(client.blocking().withDeadlineAfter(150, TimeUnit.MILLISECONDS), isStreamed)
                        .forEachRemaining(each -> {}));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertEnds(answer);
    }

    @ParameterizedTest
    @CsvSource({"CHAT, true", "CHAT, false", "COMPLETE, true", "COMPLETE, false"})
    void callerThatCancels_endsTheUpstreamsWork(Rpc rpc, boolean isStreamed) throws Exception {
        AtomicReference<HttpResponseWriter> answer = answersWithoutEnd(rpc);
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            Iterator<OpenAIStreamChunk> chunks = context.call(() -> rpc.call(client.blocking(), isStreamed));
            if (isStreamed) {
                chunks.next();
            }
            UpstreamFaultsTest.await(() -> engine.admin().load().running() == 1 && answer.get() != null);
        }
        assertEnds(answer);
    }

    /**
     * The upstream's connection is closed, and nothing is left of the request. On a busy machine a deadline may pass
     * before the request is at the upstream.
     */
    private void assertEnds(AtomicReference<HttpResponseWriter> answer) throws InterruptedException {
        UpstreamFaultsTest.await(() -> engine.admin().load().running() == 0);
        UpstreamFaultsTest.await(
                () -> answer.get() == null || answer.get().whenComplete().isCompletedExceptionally());
    }

    /** The answer is there once the upstream was asked. */
    private AtomicReference<HttpResponseWriter> answersWithoutEnd(Rpc rpc) {
        AtomicReference<HttpResponseWriter> answer = new AtomicReference<>();
        stub.on(rpc.path, (request, out) -> {
            answer.set(out);
            StubUpstream.begin(out);
            for (int i = 0; out.isOpen() && i < 2000; i++) {
                StubUpstream.event(out, rpc.piece("a"));
                Thread.sleep(5);
            }
        });
        return answer;
    }
}
