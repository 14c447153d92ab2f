package dev.slipway.serve.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.serve.engine.ServeException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpstreamConfigTest {
    @Test
    void everythingWrong_isListedAtOnce() {
        UpstreamConfig wrong = new UpstreamConfig(
                List.of(
                        URI.create("ftp://a"),
                        URI.create("http://u:secret@b"),
                        URI.create("http://c?key=secret"),
                        URI.create("http://d"),
                        URI.create("http://d/v1")),
                DialectChoice.AUTO,
                new UpstreamConfig.Access(Optional.of("a b"), Optional.of(Path.of("/no/such.pem")), true),
                new UpstreamConfig.Timeouts(
                        Duration.ZERO,
                        Duration.ofSeconds(-1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(-1)),
                new UpstreamConfig.Health(Duration.ofNanos(1), 0),
                Optional.of(" "),
                10);
        List<String> problems = wrong.problems();
        assertThat(problems)
                .hasSize(15)
                .allMatch(each -> each.startsWith("--upstream"))
                .noneMatch(each -> each.contains("secret"));
        assertThatThrownBy(() -> UpstreamEngine.connect(wrong))
                .isInstanceOf(ServeException.class)
                .hasMessage(String.join("\n", problems));
    }

    @Test
    void usualConfig_hasNoProblems() {
        assertThat(UpstreamConfig.of(URI.create("http://127.0.0.1:30000"), URI.create("https://b/engines/1/v1"))
                        .problems())
                .isEmpty();
    }

    @Test
    void noUpstream_isAProblem() {
        assertThat(UpstreamConfig.of().problems()).singleElement().asString().contains("at least one URL");
    }

    @Test
    void apiKey_isNotShown() {
        UpstreamConfig config = UpstreamConfig.of(URI.create("http://a"))
                .withAccess(new UpstreamConfig.Access(Optional.of("sk-secret"), Optional.empty(), false));
        assertThat(config.toString()).doesNotContain("sk-secret").contains("apiKey=set");
    }

    @Test
    void dialects_haveNames() {
        assertThat(DialectChoice.named("tensorrt-llm")).contains(DialectChoice.TENSORRT_LLM);
        assertThat(DialectChoice.named("grpc")).isEmpty();
        assertThat(DialectChoice.names()).isEqualTo("auto, sglang, vllm, llamacpp, tensorrt-llm, openai");
    }
}
