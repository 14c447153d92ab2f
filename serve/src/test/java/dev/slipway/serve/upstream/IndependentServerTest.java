package dev.slipway.serve.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RecordingSubscriber;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException.Code;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With a server of somebody else: aimock, which speaks OpenAI's API as OpenAI does. {@code scripts/setup test} brings it. */
class IndependentServerTest {
    private static final Path PEERS = Path.of("src", "test", "npm").toAbsolutePath();
    private static final UpstreamConfig.Access KEY =
            new UpstreamConfig.Access(Optional.of("sk-right"), Optional.empty(), false);

    private static Process server;
    private static URI uri;
    private static UpstreamEngine engine;

    @BeforeAll
    static void start() throws Exception {
        assertThat(PEERS.resolve("node_modules/@copilotkit/aimock"))
                .as("run scripts/setup test, which installs it")
                .matches(Files::isDirectory);
        ProcessBuilder node = new ProcessBuilder("node", "openai-server.mjs")
                .directory(PEERS.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        server = node.start();
        var out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        uri = URI.create(out.readLine() + "/v1");
        engine = UpstreamEngine.connect(UpstreamConfig.of(uri).withAccess(KEY).withModel("gpt-4o"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
        if (server != null) {
            server.getOutputStream().close();
            server.waitFor();
        }
    }

    @Test
    void server_isKnownForWhatItIs() {
        assertThat(engine.model().name()).isEqualTo("gpt-4o");
        assertThat(engine.model().details()).containsEntry("owned_by", "aimock");
        assertThat(engine.isHealthy()).isTrue();
    }

    @Test
    void chat_streamsTextAndCounts() {
        RecordingSubscriber reader = Requests.read(engine, chat("greet"));
        assertThat(reader.text(0)).isEqualTo("Gr\u00fc\u00dfe an \ud83c\udf0d, und guten Tag!");
        assertThat(reader.events().size()).isGreaterThan(4);
        assertThat(reader.finished(0).reason()).isEqualTo(new FinishReason.StopToken(-1));
        assertThat(reader.finished(0).usage().completion()).isPositive();
        assertThat(reader.finished(0).usage().prompt()).isPositive();
    }

    @Test
    void toolCalls_areDeltas() {
        RecordingSubscriber reader = Requests.read(engine, chat("weather"));
        StringBuilder arguments = new StringBuilder();
        for (GenerationEvent event : reader.events()) {
            if (event instanceof GenerationEvent.Delta delta) {
                arguments.append(delta.delta()
                        .path("tool_calls")
                        .path(0)
                        .path("function")
                        .path("arguments")
                        .asText());
            }
        }
        assertThat(Requests.json(arguments.toString()).path("location").asText())
                .isEqualTo("Ulm");
        assertThat(reader.finished(0).reason()).isEqualTo(new FinishReason.ToolCalls());
    }

    @Test
    void vector_isRead() {
        var vector = Requests.join(engine.embed(new EmbedRequest("e", new Prompt.Text("vector"), RequestRouting.NONE)));
        assertThat(vector.values()).containsExactly(0.25f, -0.5f, 1f);
    }

    @Test
    void errors_areMapped() {
        assertThat(Requests.failure(engine, chat("too many")))
                .hasMessageContaining("slow down")
                .satisfies(each -> assertThat(each.code()).isEqualTo(Code.RESOURCE_EXHAUSTED));
        assertThat(Requests.failure(engine, chat("broken")))
                .hasMessageContaining("out of memory")
                .satisfies(each -> assertThat(each.code()).isEqualTo(Code.INTERNAL));
        assertThat(Requests.failure(engine, Requests.text("completions are not there"))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void cutAnswer_isUnavailable() {
        RecordingSubscriber reader = Requests.read(engine, chat("cut"));
        assertThat("this answer never ends").startsWith(reader.text(0));
        assertThat(Requests.failure(reader).code()).isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void readerThatLeaves_leavesNothingRunning() throws Exception {
        RecordingSubscriber reader = new RecordingSubscriber(3);
        engine.generate(chat("slow")).subscribe(reader);
        UpstreamFaultsTest.await(() -> reader.events().size() == 3);
        reader.cancel();
        UpstreamFaultsTest.await(() -> engine.admin().load().running() == 0);
        assertThat(Requests.read(engine, chat("greet")).text(0)).startsWith("Gr");
    }

    @Test
    void wrongKey_isRefusedAtTheStart() {
        UpstreamConfig wrong = UpstreamConfig.of(uri)
                .withAccess(new UpstreamConfig.Access(Optional.of("sk-wrong"), Optional.empty(), false));
        assertThatThrownBy(() -> UpstreamEngine.connect(wrong))
                .hasMessageContaining("refuses this server's credentials with 401")
                .hasMessageNotContaining("sk-wrong");
    }

    private static GenerateRequest chat(String text) {
        return Requests.of(Requests.chat(text, Map.of()), SamplingParams.DEFAULT);
    }
}
