package dev.slipway.serve.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.serve.scripted.Script;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
    @Test
    void defaults_areSglangs() {
        ServeConfig config = read(Map.of(), Setting.MODEL_PATH, "m");
        assertThat(config.ports().http()).isEqualTo(30_000);
        assertThat(config.ports().grpc()).hasValue(40_000);
        assertThat(config.ports().host()).isEqualTo("127.0.0.1");
        assertThat(config.presentation().incrementalStreaming()).isFalse();
        assertThat(config.limits().timeout()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void grpcPort_comesFromTheFlagThenTheEnvironmentThenTheHttpPort() {
        Map<String, String> environment = Map.of("SGLANG_GRPC_PORT", "5000");
        assertThat(read(environment, Setting.MODEL_PATH, "m").ports().grpc()).hasValue(5000);
        assertThat(read(environment, Setting.MODEL_PATH, "m", Setting.GRPC_PORT, "6000")
                        .ports()
                        .grpc())
                .hasValue(6000);
        assertThat(read(Map.of(), Setting.MODEL_PATH, "m", Setting.PORT, "8000")
                        .ports()
                        .grpc())
                .hasValue(18_000);
        assertThat(read(Map.of("SGLANG_ENABLE_GRPC", "false"), Setting.MODEL_PATH, "m")
                        .ports()
                        .grpc())
                .isEqualTo(OptionalInt.empty());
    }

    @Test
    void grpcPort_differsFromAllOthers() {
        assertThat(problems(Map.of("SGLANG_GRPC_PORT", "30000"), Setting.MODEL_PATH, "m"))
                .containsExactly("--grpc-port: 30000 (expected: another port than --port)");
        // The default of the gRPC port is known only once the HTTP port is.
        assertThat(problems(Map.of(), Setting.MODEL_PATH, "m", Setting.PORT, "8000", Setting.METRICS_PORT, "18000"))
                .containsExactly("--grpc-port: 18000 (expected: another port than --metrics-http-port)");
        assertThat(problems(Map.of(), Setting.MODEL_PATH, "m", Setting.NCCL_PORT, "40000"))
                .containsExactly("--grpc-port: 40000 (expected: another port than --nccl-port)");
    }

    @Test
    void grpcPortOutOfRange_isRefused() {
        assertThat(problems(Map.of("SGLANG_GRPC_PORT", "0"), Setting.MODEL_PATH, "m"))
                .containsExactly("SGLANG_GRPC_PORT: \"0\" (expected: 1 to 65535)");
        assertThat(problems(Map.of("SGLANG_GRPC_PORT", "65536"), Setting.MODEL_PATH, "m"))
                .hasSize(1);
        assertThat(problems(Map.of(), Setting.MODEL_PATH, "m", Setting.PORT, "60000"))
                .singleElement()
                .asString()
                .contains("70000");
    }

    @Test
    void allThatIsWrong_isSaidAtOnce() {
        assertThat(problems(
                        Map.of("SGLANG_ENABLE_GRPC", "maybe"),
                        Setting.PORT,
                        "http",
                        Setting.MAX_RUNNING,
                        "0",
                        Setting.SSL_KEYFILE,
                        "/no/such/key"))
                .containsExactlyInAnyOrder(
                        "--port: \"http\" (expected: 0 to 65535)",
                        "SGLANG_ENABLE_GRPC: \"maybe\" (expected: true or false)",
                        "--ssl-keyfile: \"/no/such/key\" (expected: a file that can be read)",
                        "ssl-certfile, ssl-keyfile: only one (expected: both or none)",
                        "--max-running-requests: \"0\" (expected: 1 to 1048576)",
                        "model-path, upstream: none (expected: one of them)");
    }

    @Test
    void scripted_standsForAModel() {
        assertThat(read(Map.of(), Setting.SCRIPTED, "words").engine()).contains(new EngineChoice.Scripted(Script.FAST));
        assertThat(problems(Map.of(), Setting.SCRIPTED, "song", Setting.MODEL_PATH, "m"))
                .containsExactly(
                        "scripted: together with model-path or upstream (expected: one of them)",
                        "--scripted: \"song\" (expected: words|clock[:N])");
    }

    @Test
    void keys_areNeverTold() {
        ServeConfig config = read(Map.of("SGLANG_API_KEY", "s3cret"), Setting.MODEL_PATH, "m");
        assertThat(config.security().apiKey()).hasValue("s3cret");
        assertThat(config.toString()).doesNotContain("s3cret");
        assertThatThrownBy(() -> read(Map.of("SGLANG_API_KEY", "s3 cret"), Setting.MODEL_PATH, "m"))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("s3");
    }

    @Test
    void origins_areACommaListOrVllmsJsonList() {
        assertThat(read(Map.of(), Setting.MODEL_PATH, "m").security().allowedOrigins())
                .isEmpty();
        assertThat(read(Map.of(), Setting.MODEL_PATH, "m", Setting.ALLOWED_ORIGINS, "[\"*\"]")
                        .security()
                        .allowedOrigins())
                .containsExactly("*");
        assertThat(read(Map.of(), Setting.MODEL_PATH, "m", Setting.ALLOWED_ORIGINS, "https://a.example, http://b:8080")
                        .security()
                        .allowedOrigins())
                .containsExactly("https://a.example", "http://b:8080");
        assertThat(problems(Map.of(), Setting.MODEL_PATH, "m", Setting.ALLOWED_ORIGINS, "a.example,https://b/page"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("--allowed-origins: \"a.example\" (expected: ");
    }

    @Test
    void spans_areSentOnlyWhenWanted() {
        assertThat(read(Map.of(), Setting.MODEL_PATH, "m").telemetry()).isEqualTo(Telemetry.NONE);
        assertThat(read(Map.of(), Setting.MODEL_PATH, "m", Setting.OTLP_TRACES_ENDPOINT, "http://there:4318/v1/traces")
                        .telemetry()
                        .traces())
                .isEmpty();
        assertThat(read(Map.of(), Setting.MODEL_PATH, "m", Setting.ENABLE_TRACE, "true")
                        .telemetry()
                        .traces())
                .hasValue(URI.create("http://localhost:4318/v1/traces"));
        assertThat(problems(Map.of(), Setting.MODEL_PATH, "m", Setting.OTLP_TRACES_ENDPOINT, "localhost:4317"))
                .containsExactly("--otlp-traces-endpoint: \"localhost:4317\""
                        + " (expected: http://HOST:4318/v1/traces, OTLP over HTTP)");
    }

    private static List<String> problems(Map<String, String> environment, Object... settings) {
        return catchThrowableOfType(ConfigException.class, () -> read(environment, settings))
                .problems();
    }

    private static ServeConfig read(Map<String, String> environment, Object... settings) {
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < settings.length; i += 2) {
            Setting setting = (Setting) settings[i];
            given.add(new Given(setting, (String) settings[i + 1], "--" + setting.flag()));
        }
        return ConfigReader.read(given, environment);
    }
}
