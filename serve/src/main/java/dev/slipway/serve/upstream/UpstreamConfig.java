package dev.slipway.serve.upstream;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the engine is and how it is spoken to.
 *
 * @param uris one or several upstreams that serve the same model: {@code http}, {@code https} or {@code h2c} (HTTP/2
 *     without TLS) with a host, and a path before that of the calls if need be; {@code /v1} at the end is left out
 * @param model the model's name, where the upstream's own (or first) is not wanted
 */
public record UpstreamConfig(
        List<URI> uris,
        DialectChoice dialect,
        Access access,
        Timeouts timeouts,
        Health health,
        Optional<String> model,
        int maxEventBytes) {
    public static final int DEFAULT_MAX_EVENT_BYTES = 8 << 20;

    public UpstreamConfig {
        uris = List.copyOf(uris);
    }

    /** These upstreams with everything else as it is unless set. */
    public static UpstreamConfig of(URI... uris) {
        return new UpstreamConfig(
                List.of(uris),
                DialectChoice.AUTO,
                Access.OPEN,
                Timeouts.DEFAULT,
                Health.DEFAULT,
                Optional.empty(),
                DEFAULT_MAX_EVENT_BYTES);
    }

    public UpstreamConfig withDialect(DialectChoice other) {
        return new UpstreamConfig(uris, other, access, timeouts, health, model, maxEventBytes);
    }

    public UpstreamConfig withAccess(Access other) {
        return new UpstreamConfig(uris, dialect, other, timeouts, health, model, maxEventBytes);
    }

    public UpstreamConfig withTimeouts(Timeouts other) {
        return new UpstreamConfig(uris, dialect, access, other, health, model, maxEventBytes);
    }

    public UpstreamConfig withHealth(Health other) {
        return new UpstreamConfig(uris, dialect, access, timeouts, other, model, maxEventBytes);
    }

    public UpstreamConfig withModel(String name) {
        return new UpstreamConfig(uris, dialect, access, timeouts, health, Optional.of(name), maxEventBytes);
    }

    /**
     * What lets the upstream answer.
     *
     * @param apiKey sent as {@code Authorization: Bearer}; never shown
     * @param caFile PEM certificates to trust instead of the machine's
     * @param insecure accept any certificate
     */
    public record Access(Optional<String> apiKey, Optional<Path> caFile, boolean insecure) {
        public static final Access OPEN = new Access(Optional.empty(), Optional.empty(), false);

        @Override
        public String toString() {
            return "Access[apiKey=" + (apiKey.isPresent() ? "set" : "none") + ", caFile=" + caFile + ", insecure="
                    + insecure + "]";
        }
    }

    /**
     * How long is waited, each more than zero but {@code start}.
     *
     * @param connect until a connection is there, TLS included
     * @param firstByte until the first byte of an answer: queue and prompt
     * @param betweenChunks between two pieces of an answer, while the reader wants more
     * @param admin until weights are loaded, a profile is written
     * @param start until the first upstream answers at all; zero tries once
     */
    public record Timeouts(
            Duration connect, Duration firstByte, Duration betweenChunks, Duration admin, Duration start) {
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(3),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                Duration.ofMinutes(15),
                Duration.ZERO);
    }

    /**
     * When an upstream is left out.
     *
     * @param interval between two checks of each upstream; one that was left out stays so at least that long
     * @param failures checks and requests that fail in a row until it is left out, 1 and more
     */
    public record Health(Duration interval, int failures) {
        public static final Health DEFAULT = new Health(Duration.ofSeconds(5), 3);
    }

    /** Everything that is wrong, a sentence each with the flag's name; empty when nothing is. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (uris.isEmpty()) {
            problems.add("--upstream: none (expected: at least one URL)");
        }
        Set<String> seen = new HashSet<>();
        for (URI uri : uris) {
            problem(uri).ifPresent(problems::add);
            if (!seen.add(UpstreamClient.base(uri))) {
                problems.add("--upstream: \"" + shown(uri) + "\" twice (expected: different URLs)");
            }
        }
        accessProblems(problems);
        timeProblems(problems);
        if (health.failures() < 1) {
            problems.add("--upstream-failures: " + health.failures() + " (expected: 1 or more)");
        }
        if (model.isPresent() && model.get().isBlank()) {
            problems.add("--upstream-model: \"\" (expected: a name)");
        }
        if (maxEventBytes < 1024) {
            problems.add("--upstream-max-event-bytes: " + maxEventBytes + " (expected: 1024 or more)");
        }
        return problems;
    }

    private static Optional<String> problem(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String wrong = null;
        if (!Set.of("http", "https", "h2c").contains(scheme) || uri.getHost() == null) {
            wrong = "expected: http://HOST:PORT, https:// or h2c://";
        } else if (uri.getUserInfo() != null) {
            wrong = "expected: no user or password; use --upstream-api-key";
        } else if (uri.getQuery() != null || uri.getFragment() != null) {
            wrong = "expected: no query and no fragment";
        } else if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            wrong = "expected: a port of 1 to 65535";
        }
        return Optional.ofNullable(wrong).map(expected -> "--upstream: \"" + shown(uri) + "\" (" + expected + ")");
    }

    /** Without what might be a password or a key. */
    private static String shown(URI uri) {
        String text = uri.toString();
        if (uri.getRawUserInfo() != null) {
            text = text.replace(uri.getRawUserInfo() + "@", "***@");
        }
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query) + "?***";
    }

    private void accessProblems(List<String> problems) {
        access.apiKey().ifPresent(key -> {
            if (key.isBlank() || key.chars().anyMatch(each -> each <= ' ' || each > '~')) {
                problems.add("--upstream-api-key: empty, or with spaces, line ends or other signs that no HTTP header"
                        + " holds (expected: visible ASCII)");
            }
        });
        access.caFile().ifPresent(file -> {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                problems.add("--upstream-ca: \"" + file + "\" (expected: a readable PEM file)");
            }
            if (access.insecure()) {
                problems.add("--upstream-ca with --upstream-insecure (expected: one of both)");
            }
        });
        boolean tls = uris.stream().anyMatch(uri -> "https".equalsIgnoreCase(uri.getScheme()));
        if (!tls && (access.insecure() || access.caFile().isPresent())) {
            problems.add((access.insecure() ? "--upstream-insecure" : "--upstream-ca")
                    + ": no upstream is https (expected: an https:// URL)");
        }
    }

    private void timeProblems(List<String> problems) {
        Map.of(
                        "--upstream-connect-timeout", timeouts.connect(),
                        "--upstream-first-byte-timeout", timeouts.firstByte(),
                        "--upstream-chunk-timeout", timeouts.betweenChunks(),
                        "--upstream-admin-timeout", timeouts.admin(),
                        "--upstream-health-interval", health.interval())
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(each -> each.getValue().toMillis() < 1)
                .forEach(each -> problems.add(each.getKey() + ": " + each.getValue() + " (expected: 1 ms or more)"));
        if (timeouts.start().isNegative()) {
            problems.add("--upstream-start-timeout: " + timeouts.start() + " (expected: 0 or more)");
        }
    }
}
