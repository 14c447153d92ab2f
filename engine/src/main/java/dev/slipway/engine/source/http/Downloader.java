package dev.slipway.engine.source.http;

import dev.slipway.engine.step.SourceException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * Fetches one address: redirects, credentials, validators, retries. The client is made at the first request. Safe for
 * many threads.
 */
final class Downloader {
    private static final int ATTEMPTS = 3;
    private static final int MAX_REDIRECTS = 10;
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(120);

    private final ProxyRules proxies;
    private final Function<Address, Optional<String>> authorization;
    private volatile @org.jspecify.annotations.Nullable HttpClient client;

    /** @param authorization the header's value for an address without credentials of its own */
    Downloader(ProxyRules proxies, Function<Address, Optional<String>> authorization) {
        this.proxies = proxies;
        this.authorization = authorization;
    }

    /** Takes a body. Called again from the start when a connection breaks. */
    interface Sink {
        OutputStream open() throws IOException;

        /** Bytes so far and in all; the latter is 0 when the server does not say. */
        void progress(long current, long total);
    }

    /**
     * What the server sent.
     *
     * @param digest of the body in the algorithm that was asked for
     */
    record Answer(HttpHeaders headers, Digest digest, long sizeBytes) {
        Optional<String> header(String name) {
            return headers.firstValue(name);
        }
    }

    /**
     * @param known what was fetched before; when the server says that it did not change, nothing is fetched
     * @param algorithm of the digest: {@code sha256} or {@code sha512}
     * @return empty when it did not change
     */
    Optional<Answer> fetch(Address address, Optional<Downloaded> known, String algorithm, Sink sink)
            throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return fetchOnce(address, known, algorithm, sink);
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new SourceException(
                            SourceException.Code.UNREACHABLE,
                            "cannot download \"" + address.shown() + "\": " + reason(e) + " (after " + ATTEMPTS
                                    + " attempts)",
                            Optional.of("check the address and the network, also the proxy variables"),
                            e);
                }
                Thread.sleep(200L << (2 * attempt));
            }
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private Optional<Answer> fetchOnce(Address address, Optional<Downloaded> known, String algorithm, Sink sink)
            throws IOException, InterruptedException {
        Address at = address;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpResponse<InputStream> response =
                    client().send(request(at, known), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                int status = response.statusCode();
                Optional<String> location = response.headers().firstValue("Location");
                if (status == 304 && known.isPresent()) {
                    return Optional.empty();
                }
                if (status >= 300 && status < 400 && location.isPresent()) {
                    at = at.redirect(location.get());
                    continue;
                }
                if (status != 200) {
                    throw refused(at, status);
                }
                return Optional.of(receive(response.headers(), body, algorithm, sink));
            }
        }
        throw new SourceException(
                SourceException.Code.BAD_CONTENT,
                "cannot download \"" + address.shown() + "\": more than " + MAX_REDIRECTS
                        + " redirects (expected: an end)");
    }

    private HttpRequest request(Address at, Optional<Downloaded> known) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at.uri())
                .timeout(ANSWER)
                .header("User-Agent", "slipway")
                .GET();
        at.basic().or(() -> authorization.apply(at)).ifPresent(value -> request.header("Authorization", value));
        known.ifPresent(before -> {
            if (!before.etag().isEmpty()) {
                request.header("If-None-Match", before.etag());
            }
            if (!before.lastModified().isEmpty()) {
                request.header("If-Modified-Since", before.lastModified());
            }
        });
        return request.build();
    }

    /** Throws IOException for what may go away when tried again. */
    private static SourceException refused(Address at, int status) throws IOException {
        String what = "cannot download \"" + at.shown() + "\": the server answered " + status + " (expected: 200)";
        return switch (status) {
            case 401, 403 ->
                new SourceException(
                        SourceException.Code.UNAUTHORIZED,
                        what,
                        "give a token with --secret id=HTTP_AUTH_TOKEN_"
                                + at.uri().getHost() + ",env=…");
            case 404, 410 -> new SourceException(SourceException.Code.NOT_FOUND, what);
            case 408, 429, 500, 502, 503, 504 -> throw new IOException("the server answered " + status);
            default -> new SourceException(SourceException.Code.UNREACHABLE, what);
        };
    }

    private static Answer receive(HttpHeaders headers, InputStream body, String algorithm, Sink sink)
            throws IOException {
        long total = headers.firstValueAsLong("Content-Length").orElse(0);
        MessageDigest hash = hash(algorithm);
        long size = 0;
        try (OutputStream out = sink.open()) {
            byte[] buffer = new byte[1 << 16];
            for (int count; (count = body.read(buffer)) >= 0; ) {
                hash.update(buffer, 0, count);
                write(out, buffer, count);
                size += count;
                sink.progress(size, total);
            }
        }
        return new Answer(headers, Digest.of(algorithm, HexFormat.of().formatHex(hash.digest())), size);
    }

    /** A full disk is not the network's fault and not tried again. */
    private static void write(OutputStream out, byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            throw SourceException.io("keep a download", e);
        }
    }

    private static MessageDigest hash(String algorithm) {
        if (algorithm.equals(Digest.SHA256)) {
            return Digest.sha256();
        }
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-512", e);
        }
    }

    private HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            synchronized (this) {
                made = client;
                if (made == null) {
                    made = HttpClient.newBuilder()
                            .connectTimeout(CONNECT)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .proxy(proxies)
                            .build();
                    client = made;
                }
            }
        }
        return made;
    }
}
