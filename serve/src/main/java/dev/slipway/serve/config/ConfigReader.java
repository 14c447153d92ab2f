package dev.slipway.serve.config;

import dev.slipway.serve.dispatch.Limits;
import dev.slipway.serve.embedded.EmbeddedConfig;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.upstream.DialectChoice;
import dev.slipway.serve.upstream.UpstreamConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes a configuration of what was given, and finds all that is wrong with it before it says so. */
public final class ConfigReader {
    private final Map<Setting, Given> given = new EnumMap<>(Setting.class);
    private final List<String> problems = new ArrayList<>();

    private ConfigReader(List<Given> settings, Map<String, String> environment) {
        for (Setting setting : Setting.values()) {
            setting.variable().ifPresent(name -> {
                String value = environment.get(name);
                if (value != null && !value.isEmpty()) {
                    given.put(setting, new Given(setting, value, name));
                }
            });
        }
        settings.forEach(each -> given.put(each.setting(), each));
    }

    /**
     * @param settings those of the command line, which go before those of the environment; of two of one kind the last
     *     counts
     * @throws ConfigException with all that is wrong
     */
    public static ServeConfig read(List<Given> settings, Map<String, String> environment) {
        return new ConfigReader(settings, environment).read();
    }

    private ServeConfig read() {
        Ports ports = ports();
        Security security = security();
        int running = integer(Setting.MAX_RUNNING, 1, 1 << 20, Limits.DEFAULT.maxRunning());
        int queued = integer(Setting.MAX_QUEUED, 0, 1 << 24, Limits.DEFAULT.maxQueued());
        int seconds = integer(Setting.REQUEST_TIMEOUT, 1, 7 * 24 * 3600, 600);
        int bytes = integer(Setting.MAX_REQUEST_BYTES, 1024, Integer.MAX_VALUE, 64 << 20);
        Optional<EngineChoice> engine = engine();
        Presentation presentation = new Presentation(
                text(Setting.SERVED_MODEL_NAME), flag(Setting.INCREMENTAL, false), flag(Setting.STREAM_USAGE, false));
        Telemetry telemetry = telemetry();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new ServeConfig(
                engine,
                ports,
                security,
                new Limits(running, queued, Duration.ofSeconds(seconds)),
                bytes,
                presentation,
                telemetry);
    }

    private Ports ports() {
        int http = integer(Setting.PORT, 0, 65_535, 30_000);
        OptionalInt grpc = OptionalInt.empty();
        if (flag(Setting.ENABLE_GRPC, true)) {
            grpc = OptionalInt.of(grpcPort(http));
        }
        Ports ports = new Ports(
                text(Setting.HOST).orElse("127.0.0.1"),
                http,
                grpc,
                optional(Setting.METRICS_PORT, 0),
                optional(Setting.NCCL_PORT, 1));
        problems.addAll(ports.conflicts());
        return ports;
    }

    private int grpcPort(int http) {
        if (given.containsKey(Setting.GRPC_PORT)) {
            return integer(Setting.GRPC_PORT, 1, 65_535, 0);
        }
        if (http == 0) {
            return 0;
        }
        int port = http + Ports.GRPC_OFFSET;
        if (port > 65_535) {
            problems.add("--grpc-port: " + port + ", --port + " + Ports.GRPC_OFFSET
                    + " (expected: 1 to 65535; set --grpc-port or SGLANG_GRPC_PORT)");
        }
        return port;
    }

    private OptionalInt optional(Setting setting, int least) {
        return given.containsKey(setting)
                ? OptionalInt.of(integer(setting, least, 65_535, least))
                : OptionalInt.empty();
    }

    private Telemetry telemetry() {
        boolean logs = flag(Setting.LOG_REQUESTS, false);
        boolean traces = flag(Setting.ENABLE_TRACE, false);
        String endpoint = text(Setting.OTLP_TRACES_ENDPOINT).orElse(Telemetry.DEFAULT_TRACES);
        Optional<URI> receiver = Optional.empty();
        try {
            receiver = Optional.of(new URI(endpoint))
                    .filter(uri ->
                            uri.getHost() != null && List.of("http", "https").contains(uri.getScheme()));
        } catch (URISyntaxException e) {
            // Said below, with the value.
        }
        if (receiver.isEmpty()) {
            problems.add(named(Setting.OTLP_TRACES_ENDPOINT) + ": \"" + endpoint + "\" (expected: "
                    + Setting.OTLP_TRACES_ENDPOINT.placeholder() + ", OTLP over HTTP)");
        }
        return new Telemetry(logs, receiver.filter(uri -> traces));
    }

    private Security security() {
        Optional<Path> certificates = file(Setting.SSL_CERTFILE);
        Optional<Path> key = file(Setting.SSL_KEYFILE);
        Optional<Path> authorities = file(Setting.SSL_CA_CERTS);
        if (given.containsKey(Setting.SSL_CERTFILE) != given.containsKey(Setting.SSL_KEYFILE)) {
            problems.add("ssl-certfile, ssl-keyfile: only one (expected: both or none)");
        }
        if (given.containsKey(Setting.SSL_CA_CERTS) && !given.containsKey(Setting.SSL_CERTFILE)) {
            problems.add("ssl-ca-certs: set (expected: together with --ssl-certfile and --ssl-keyfile)");
        }
        Optional<Security.Tls> tls =
                certificates.flatMap(chain -> key.map(secret -> new Security.Tls(chain, secret, authorities)));
        return new Security(secret(Setting.API_KEY), secret(Setting.ADMIN_API_KEY), tls, origins());
    }

    /** Separated by commas, or, as vLLM has it, a list in JSON; a page's origin is never more than its address. */
    private List<String> origins() {
        String all = text(Setting.ALLOWED_ORIGINS).orElse("").replaceAll("[\\[\\]\"\\s]", "");
        List<String> origins = all.isEmpty() ? List.of() : List.of(all.split(","));
        for (String origin : origins) {
            if (!origin.matches("\\*|[a-z][a-z0-9+.-]*://[^/?#,]+")) {
                problems.add(named(Setting.ALLOWED_ORIGINS) + ": \"" + origin
                        + "\" (expected: * or origins, such as https://example.org:8443)");
            }
        }
        return origins;
    }

    private Optional<String> secret(Setting setting) {
        Optional<String> value = text(setting);
        if (value.isPresent() && value.get().chars().anyMatch(each -> each <= ' ' || each > '~')) {
            problems.add(setting.flag() + ": a key with characters that no header can carry (expected: visible ASCII)");
        }
        return value;
    }

    private Optional<EngineChoice> engine() {
        if (given.containsKey(Setting.SCRIPTED)) {
            return scripted();
        }
        if (given.containsKey(Setting.MODEL_PATH) == given.containsKey(Setting.UPSTREAM)) {
            problems.add("model-path, upstream: " + (given.containsKey(Setting.UPSTREAM) ? "both" : "none")
                    + " (expected: one of them)");
            return Optional.empty();
        }
        return given.containsKey(Setting.UPSTREAM) ? Optional.of(upstream()) : embedded();
    }

    private Optional<EngineChoice> scripted() {
        if (given.containsKey(Setting.MODEL_PATH) || given.containsKey(Setting.UPSTREAM)) {
            problems.add("scripted: together with model-path or upstream (expected: one of them)");
        }
        Optional<Script> script = text(Setting.SCRIPTED).flatMap(Script::named);
        if (script.isEmpty()) {
            problems.add(named(Setting.SCRIPTED) + ": \""
                    + given.get(Setting.SCRIPTED).value() + "\" (expected: " + Setting.SCRIPTED.placeholder() + ")");
        }
        return script.map(EngineChoice.Scripted::new);
    }

    private Optional<EngineChoice> embedded() {
        int slots = integer(Setting.SLOTS, 1, 256, 8);
        int threads = integer(
                Setting.THREADS, 1, 512, Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        OptionalInt context = given.containsKey(Setting.CONTEXT_LENGTH)
                ? OptionalInt.of(integer(Setting.CONTEXT_LENGTH, 8, 1 << 24, 8))
                : OptionalInt.empty();
        return text(Setting.MODEL_PATH)
                .map(path -> new EngineChoice.Embedded(
                        new EmbeddedConfig(Path.of(path), text(Setting.SERVED_MODEL_NAME), context, slots, threads)));
    }

    private EngineChoice upstream() {
        UpstreamConfig config = new UpstreamConfig(
                uris(),
                dialect(),
                new UpstreamConfig.Access(
                        secret(Setting.UPSTREAM_API_KEY),
                        text(Setting.UPSTREAM_CA).map(Path::of),
                        flag(Setting.UPSTREAM_INSECURE, false)),
                new UpstreamConfig.Timeouts(
                        seconds(Setting.UPSTREAM_CONNECT, 1, 3),
                        seconds(Setting.UPSTREAM_FIRST_BYTE, 1, 300),
                        seconds(Setting.UPSTREAM_CHUNK, 1, 60),
                        seconds(Setting.UPSTREAM_ADMIN, 1, 900),
                        seconds(Setting.UPSTREAM_START, 0, 0)),
                new UpstreamConfig.Health(
                        seconds(Setting.UPSTREAM_HEALTH, 1, 5), integer(Setting.UPSTREAM_FAILURES, 1, 1000, 3)),
                text(Setting.UPSTREAM_MODEL),
                integer(Setting.UPSTREAM_EVENT_BYTES, 1024, Integer.MAX_VALUE, UpstreamConfig.DEFAULT_MAX_EVENT_BYTES));
        problems.addAll(config.problems());
        return new EngineChoice.Upstream(config);
    }

    private List<URI> uris() {
        List<URI> uris = new ArrayList<>();
        for (String uri : text(Setting.UPSTREAM).orElse("").split(",", -1)) {
            try {
                uris.add(new URI(uri.strip()));
            } catch (URISyntaxException e) {
                problems.add(named(Setting.UPSTREAM) + ": \"" + uri + "\" (expected: http://HOST:PORT)");
            }
        }
        return uris;
    }

    private DialectChoice dialect() {
        String name = text(Setting.UPSTREAM_DIALECT).orElse(DialectChoice.AUTO.flag());
        return DialectChoice.named(name).orElseGet(() -> {
            problems.add(named(Setting.UPSTREAM_DIALECT) + ": \"" + name + "\" (expected: one of "
                    + DialectChoice.names() + ")");
            return DialectChoice.AUTO;
        });
    }

    private Duration seconds(Setting setting, int least, int absent) {
        return Duration.ofSeconds(integer(setting, least, 7 * 24 * 3600, absent));
    }

    private Optional<Path> file(Setting setting) {
        Optional<Path> path = text(setting).map(Path::of);
        if (path.isPresent() && !Files.isReadable(path.get())) {
            problems.add(named(setting) + ": \"" + path.get() + "\" (expected: a file that can be read)");
            return Optional.empty();
        }
        return path;
    }

    private Optional<String> text(Setting setting) {
        Given value = given.get(setting);
        if (value != null && value.value().isBlank()) {
            problems.add(named(setting) + ": \"\" (expected: " + setting.placeholder() + ")");
            return Optional.empty();
        }
        return value == null ? Optional.empty() : Optional.of(value.value());
    }

    private int integer(Setting setting, int least, int most, int absent) {
        Given value = given.get(setting);
        if (value == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(value.value().strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the value.
        }
        problems.add(named(setting) + ": \"" + value.value() + "\" (expected: " + least + " to " + most + ")");
        return absent;
    }

    private boolean flag(Setting setting, boolean absent) {
        Given value = given.get(setting);
        if (value == null) {
            return absent;
        }
        return switch (value.value().strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "y", "on" -> true;
            case "false", "0", "no", "n", "off" -> false;
            default -> {
                problems.add(named(setting) + ": \"" + value.value() + "\" (expected: true or false)");
                yield absent;
            }
        };
    }

    private String named(Setting setting) {
        Given value = given.get(setting);
        return value == null ? "--" + setting.flag() : value.origin();
    }
}
