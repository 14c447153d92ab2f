package dev.slipway.serve.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RecordingSubscriber;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.upstream.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.Assertions;

/** Requests that tests send, and what they do with answers. */
final class Requests {
    private Requests() {}

    static GenerateRequest text(String text) {
        return of(new Prompt.Text(text), SamplingParams.DEFAULT);
    }

    static GenerateRequest of(Prompt prompt, SamplingParams sampling) {
        return new GenerateRequest("rid-1", prompt, sampling, LogprobOptions.NONE, RequestRouting.NONE);
    }

    static GenerateRequest with(GenerateRequest request, LogprobOptions logprobs) {
        return new GenerateRequest(request.rid(), request.prompt(), request.sampling(), logprobs, request.routing());
    }

    static GenerateRequest keyed(String key) {
        var routing =
                new RequestRouting(Optional.empty(), Optional.of(key), OptionalInt.empty(), Optional.empty(), Map.of());
        return new GenerateRequest(
                "rid-1", new Prompt.Text("hi"), SamplingParams.DEFAULT, LogprobOptions.NONE, routing);
    }

    static Prompt.Chat chat(String user, Map<String, JsonNode> options) {
        JsonNode message =
                StubUpstream.JSON.createObjectNode().put("role", "user").put("content", user);
        return new Prompt.Chat(new ChatPrompt(List.of(new ChatPrompt.Message("user", message)), options));
    }

    static SamplingParams n(int n) {
        SamplingParams some = SamplingParams.DEFAULT;
        return new SamplingParams(
                some.choice(), some.penalties(), some.ending(), n, Optional.empty(), OptionalLong.empty());
    }

    static SamplingParams stops(String... stops) {
        return SamplingParams.DEFAULT.withEnding(new SamplingParams.Ending(128, 0, List.of(stops), List.of(), false));
    }

    static JsonNode json(String text) {
        return Json.parsed(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    static RecordingSubscriber read(UpstreamEngine engine, GenerateRequest request) {
        return RecordingSubscriber.readAll(engine.generate(request));
    }

    static ServeException failure(UpstreamEngine engine, GenerateRequest request) {
        return failure(read(engine, request));
    }

    static ServeException failure(RecordingSubscriber reader) {
        return Assertions.assertThat(reader.failure())
                .isInstanceOf(ServeException.class)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(ServeException.class))
                .actual();
    }

    static ServeException failure(CompletionStage<?> stage) {
        return (ServeException) Assertions.catchThrowableOfType(
                        CompletionException.class,
                        () -> stage.toCompletableFuture().join())
                .getCause();
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
