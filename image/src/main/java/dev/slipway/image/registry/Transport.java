package dev.slipway.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests: repeats those that a passing fault broke, and follows redirects. What {@link #send} gets may be
 * repeated without harm.
 */
final class Transport implements AutoCloseable {
    private static final int MAX_REDIRECTS = 6;
    private static final long MAX_PAUSE_MILLIS = 60_000;
    private static final int STALLS_AFTER_BODY = 10;
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final RegistryOptions options;
    private final HttpClient client;

    Transport(RegistryOptions options) {
        this.options = options;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(30));
        options.proxy().ifPresent(builder::proxy);
        this.client = builder.build();
    }

    /** Makes the request for an address; called anew for every attempt and redirect. */
    interface Requests {
        /** @param address where it goes, which a redirect may have put at another origin: no place for logins */
        HttpRequest.Builder to(URI address) throws IOException;
    }

    /** Sends one request and waits for its answer. */
    private interface Sender {
        HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException;
    }

    /** The last answer, whatever its status; the caller closes its body. Throws RegistryException when there is none. */
    HttpResponse<InputStream> send(URI address, Requests requests) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<InputStream> answer = follow(
                        address,
                        requests,
                        request -> once(request.timeout(options.stall()).build()));
                if (!mayTryAfter(attempt) || !isPassing(answer.statusCode())) {
                    return answer;
                }
                answer.body().close();
                pause(attempt, answer);
            } catch (InterruptedIOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                giveUpOrPause(address, attempt, e);
            } catch (IOException e) {
                giveUpOrPause(address, attempt, e);
            }
        }
    }

    /** Sends a blob, once: what may be done after a fault is the caller's to know. Ends when the blob does not move. */
    HttpResponse<InputStream> upload(URI address, Requests requests, SentBlob blob) throws IOException {
        return follow(address, requests, request -> watched(request.build(), blob));
    }

    /** Whether waiting may help. */
    static boolean isPassing(int status) {
        return PASSING.contains(status);
    }

    boolean mayTryAfter(int attempt) {
        return attempt < options.attempts();
    }

    void giveUpOrPause(URI address, int attempt, IOException cause) throws IOException {
        if (!mayTryAfter(attempt) || isLasting(cause)) {
            throw unreachable(address, cause);
        }
        sleep(backoffMillis(attempt));
    }

    /** Waiting does not help against a name that is unknown or a certificate that is not trusted. */
    private static boolean isLasting(IOException cause) {
        return cause instanceof javax.net.ssl.SSLException
                || cause instanceof java.net.UnknownHostException
                || cause.getCause() instanceof java.nio.channels.UnresolvedAddressException;
    }

    private HttpResponse<InputStream> follow(URI start, Requests requests, Sender sender) throws IOException {
        URI address = start;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpRequest.Builder builder = requests.to(address);
            if ("http".equals(address.getScheme())) {
                // Plain registries mistake the offer to upgrade for something else.
                builder.version(HttpClient.Version.HTTP_1_1);
            }
            HttpResponse<InputStream> answer = sender.send(builder);
            Optional<String> location = answer.headers().firstValue("Location");
            if (!REDIRECTS.contains(answer.statusCode()) || location.isEmpty()) {
                return answer;
            }
            answer.body().close();
            address = resolved(start, address, location.get());
        }
        throw new RegistryException(
                "cannot use " + redacted(start) + ": more than " + MAX_REDIRECTS + " redirects",
                "",
                RegistryException.Answer.none(redacted(start)));
    }

    /**
     * The address that an answer names, which may be relative; refused when it is none, or would be plain text although
     * the registry is not.
     */
    static URI resolved(URI start, URI from, String location) {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw refused(start, "a redirect to something that is no address (expected: an HTTP address)", e);
        }
        boolean http = "http".equals(to.getScheme());
        if (to.getHost() == null || !http && !"https".equals(to.getScheme())) {
            throw refused(start, "a redirect to " + redacted(to) + " (expected: an HTTP address)", null);
        }
        if (http && "https".equals(start.getScheme())) {
            throw refused(start, "a redirect from HTTPS to plain " + redacted(to) + " (expected: HTTPS)", null);
        }
        return to;
    }

    private static RegistryException refused(
            URI start, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        String message = "cannot use " + redacted(start) + ": " + what;
        RegistryException.Answer none = RegistryException.Answer.none(redacted(start));
        return cause == null
                ? new RegistryException(message, "", none)
                : new RegistryException(message, "", none, cause);
    }

    private HttpResponse<InputStream> once(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpResponse<InputStream> watched(HttpRequest request, SentBlob blob) throws IOException {
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        try {
            int quiet = 0;
            // Registries check and move a large blob before they answer.
            while (quiet < (blob.isWhole() ? STALLS_AFTER_BODY : 1)) {
                long before = blob.position();
                try {
                    return answer.get(options.stall().toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    quiet = blob.position() == before ? quiet + 1 : 0;
                }
            }
            throw new HttpTimeoutException("no progress after " + blob.position() + " bytes");
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static InterruptedIOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("a request to a registry was interrupted");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** Waits before another attempt, for as long as the answer asks. */
    void pause(int attempt, HttpResponse<?> answer) throws IOException {
        long asked = answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(text -> Long.parseLong(text) * 1000)
                .orElse(0L);
        sleep(Math.min(MAX_PAUSE_MILLIS, Math.max(asked, backoffMillis(attempt))));
    }

    long backoffMillis(int attempt) {
        return Math.min(MAX_PAUSE_MILLIS, options.backoff().toMillis() << Math.min(attempt - 1, 10));
    }

    static void sleep(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RegistryException unreachable(URI address, IOException cause) {
        String why = cause instanceof java.net.ConnectException && cause.getMessage() == null
                ? "connection refused or host unknown"
                : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String hint = cause instanceof javax.net.ssl.SSLException
                ? "if the registry speaks plain HTTP, declare it insecure; else add its certificate to Java's trust store"
                : "check the registry's name and the network";
        return new RegistryException(
                "cannot reach " + redacted(address) + ": " + why,
                hint,
                RegistryException.Answer.none(redacted(address)),
                cause);
    }

    static boolean sameOrigin(URI a, URI b) {
        return String.valueOf(a.getScheme()).equalsIgnoreCase(b.getScheme())
                && String.valueOf(a.getAuthority()).equalsIgnoreCase(b.getAuthority());
    }

    /** Without user and query: signed addresses carry secrets there. */
    static String redacted(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port
                + (address.getRawPath() == null ? "" : address.getRawPath());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
