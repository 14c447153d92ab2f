package dev.slipway.serve.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of a server, with SGLang's names where SGLang has them. */
public enum Setting {
    MODEL_PATH("model-path", "PATH", "the model: a GGUF file, or a directory with one"),
    UPSTREAM("upstream", "URL[,URL...]", "serve the engine at this address, or these, instead of a model"),
    UPSTREAM_DIALECT(
            "upstream-dialect", "NAME", "auto, sglang, vllm, llamacpp, tensorrt-llm or openai (default: auto)"),
    UPSTREAM_MODEL("upstream-model", "NAME", "the model to ask the upstream for (default: its first)"),
    UPSTREAM_API_KEY("upstream-api-key", "KEY", "sent to the upstream: Authorization: Bearer KEY", "UPSTREAM_API_KEY"),
    UPSTREAM_CA("upstream-ca", "FILE", "certificates to trust instead of the machine's (PEM)"),
    UPSTREAM_INSECURE("upstream-insecure", "", "accept any certificate of the upstream"),
    UPSTREAM_CONNECT("upstream-connect-timeout", "SECONDS", "until a connection is there (default: 3)"),
    UPSTREAM_FIRST_BYTE("upstream-first-byte-timeout", "SECONDS", "until an answer begins (default: 300)"),
    UPSTREAM_CHUNK("upstream-chunk-timeout", "SECONDS", "between two pieces of an answer (default: 60)"),
    UPSTREAM_ADMIN("upstream-admin-timeout", "SECONDS", "to load weights or write a profile (default: 900)"),
    UPSTREAM_START("upstream-start-timeout", "SECONDS", "until the first upstream answers (default: 0, try once)"),
    UPSTREAM_HEALTH("upstream-health-interval", "SECONDS", "between two checks of an upstream (default: 5)"),
    UPSTREAM_FAILURES("upstream-failures", "N", "failures in a row until one is left out (default: 3)"),
    UPSTREAM_EVENT_BYTES("upstream-max-event-bytes", "N", "the longest event of a stream (default: 8388608)"),
    SCRIPTED(
            "scripted",
            "words|clock[:N]",
            "made-up answers instead of a model's, N tokens a second each, or as fast as they are read; clock: the"
                    + " nanosecond at which a token was due"),
    ALLOWED_ORIGINS(
            "allowed-origins", "URL[,URL...]", "whose pages may call from a browser; * for all (default: none)"),
    SERVED_MODEL_NAME("served-model-name", "NAME", "the model's name in requests and answers"),
    HOST("host", "ADDRESS", "the address to listen on (default: 127.0.0.1)"),
    PORT("port", "PORT", "the HTTP port (default: 30000; 0: any free one)"),
    ENABLE_GRPC("enable-grpc", "", "listen for gRPC too (default: yes)", "SGLANG_ENABLE_GRPC"),
    GRPC_PORT("grpc-port", "PORT", "the gRPC port (default: the HTTP port + 10000)", "SGLANG_GRPC_PORT"),
    METRICS_PORT("metrics-http-port", "PORT", "serve /metrics on a port of its own (0: any free one)"),
    NCCL_PORT("nccl-port", "PORT", "a port that the engine's workers use, which no other may be"),
    API_KEY("api-key", "KEY", "callers must send it: Authorization: Bearer KEY", "SGLANG_API_KEY"),
    ADMIN_API_KEY("admin-api-key", "KEY", "as --api-key, for administration", "SGLANG_ADMIN_API_KEY"),
    SSL_CERTFILE("ssl-certfile", "FILE", "speak TLS with this certificate chain (PEM)"),
    SSL_KEYFILE("ssl-keyfile", "FILE", "the certificate's private key (PEM, PKCS #8)"),
    SSL_CA_CERTS("ssl-ca-certs", "FILE", "callers must have a certificate signed by one of these (mTLS)"),
    MAX_RUNNING("max-running-requests", "N", "requests at the engine at once (default: 256)"),
    MAX_QUEUED("max-queued-requests", "N", "requests that may wait (default: 1024)"),
    REQUEST_TIMEOUT("request-timeout", "SECONDS", "the longest that a request may take (default: 600)"),
    MAX_REQUEST_BYTES("max-request-bytes", "N", "the largest request, in bytes (default: 67108864)"),
    SLOTS("slots", "N", "answers that the model computes at once (default: 8)"),
    THREADS("threads", "N", "threads that compute (default: the processors but one)"),
    CONTEXT_LENGTH("context-length", "N", "most tokens of prompt and answer (default: the model's)"),
    INCREMENTAL(
            "incremental-streaming-output", "", "streamed answers of SGLang's own operations tell only what is new"),
    STREAM_USAGE(
            "stream-response-default-include-usage",
            "",
            "streamed answers of OpenAI's operations end with the usage unless the request says otherwise"),
    LOG_REQUESTS("log-requests", "", "log a line of JSON a request, without its text"),
    ENABLE_TRACE("enable-trace", "", "send an OpenTelemetry span for each request"),
    OTLP_TRACES_ENDPOINT(
            "otlp-traces-endpoint",
            "http://HOST:4318/v1/traces",
            "where spans are sent (default: http://localhost:4318/v1/traces)");

    private final String flag;
    private final String placeholder;
    private final String help;
    private final Optional<String> variable;

    Setting(String flag, String placeholder, String help) {
        this(flag, placeholder, help, null);
    }

    Setting(String flag, String placeholder, String help, @Nullable String variable) {
        this.flag = flag;
        this.placeholder = placeholder;
        this.help = help;
        this.variable = Optional.ofNullable(variable);
    }

    /** Its name on the command line, without {@code --}. */
    public String flag() {
        return flag;
    }

    /** What stands for its value in the help; empty for a switch. */
    public String placeholder() {
        return placeholder;
    }

    public String help() {
        return help;
    }

    /** The environment variable that sets it where the command line does not. */
    public Optional<String> variable() {
        return variable;
    }

    public boolean isSwitch() {
        return placeholder.isEmpty();
    }

    /** Whether its value must never be told. */
    public boolean isSecret() {
        return flag.endsWith("api-key");
    }

    /** A name of old that still works, with a warning. */
    public record Deprecated(String name, Setting now) {
        public static final List<Deprecated> ALL =
                List.of(new Deprecated("grpc-mode", ENABLE_GRPC), new Deprecated("stream-output", INCREMENTAL));
    }
}
