package dev.slipway.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.scripted.Script;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** OpenAI's client for Node, from {@code src/test/npm-openai}. */
class OpenAiNodeClientTest {
    @Test
    void client_understandsEveryAnswer() throws Exception {
        Path folder = Path.of("src/test/npm-openai").toAbsolutePath();
        assertThat(folder.resolve("node_modules/openai"))
                .as("scripts/setup test installs it")
                .isDirectory();
        try (ServedHttp server =
                new ServedHttp(Script.FAST.withPace(Duration.ofMillis(1)), Limits.DEFAULT, HttpSettings.DEFAULT)) {
            Path output = Files.createTempFile("openai", ".json");
            Process node = new ProcessBuilder("node", "client.mjs", server.address() + "/v1")
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue()).isZero();
            JsonNode seen = ServedHttp.json(Files.readString(output, StandardCharsets.UTF_8));
            Files.delete(output);

            assertThat(seen.get("models").toString()).isEqualTo("[\"scripted\"]");
            String text = seen.get("chat").textValue();
            assertThat(text).hasSize(20);
            assertThat(seen.get("chatReason").textValue()).isEqualTo("length");
            assertThat(seen.get("chatTokens").intValue()).isEqualTo(20);
            assertThat(seen.get("streamed").textValue()).isEqualTo(text);
            assertThat(seen.get("streamedTokens").intValue()).isEqualTo(20);
            assertThat(seen.get("assembled").textValue()).isEqualTo(text);
            assertThat(seen.get("completions"))
                    .hasSize(2)
                    .allMatch(each -> each.textValue().length() == 5);
            assertThat(seen.get("embedding")).hasSize(8);
            assertThat(seen.get("unknownModel").toString())
                    .isEqualTo("{\"kind\":\"NotFoundError\",\"status\":404,\"code\":\"model_not_found\","
                            + "\"param\":\"model\"}");
            assertThat(seen.get("wrongParameter").toString())
                    .isEqualTo("{\"kind\":\"BadRequestError\",\"status\":400,\"code\":\"invalid_argument\","
                            + "\"param\":\"temperature\"}");
            ServedHttp.millisUntil(() -> server.running() == 0);
        }
    }
}
