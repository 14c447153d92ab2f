package dev.slipway.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Sends requests: repeats those that a passing fault broke, follows redirects without handing logins to other hosts.
 * All requests here may be repeated without harm.
 */
final class Transport implements AutoCloseable {
    private static final int MAX_REDIRECTS = 6;
    private static final long MAX_PAUSE_MILLIS = 60_000;
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
        /** @param sameHost whether the registry's own login may go there */
        HttpRequest.Builder to(URI address, boolean sameHost) throws IOException;
    }

    /** The last answer, whatever its status; the caller closes its body. Throws RegistryException when there is none. */
    HttpResponse<InputStream> send(URI address, Requests requests) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<InputStream> answer = follow(address, requests);
                if (attempt == options.attempts() || !PASSING.contains(answer.statusCode())) {
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

    private void giveUpOrPause(URI address, int attempt, IOException cause) throws IOException {
        if (attempt == options.attempts() || isLasting(cause)) {
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

    private HttpResponse<InputStream> follow(URI start, Requests requests) throws IOException {
        URI address = start;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpRequest.Builder builder = requests.to(address, sameOrigin(start, address));
            if ("http".equals(address.getScheme())) {
                // Plain registries mistake the offer to upgrade for something else.
                builder.version(HttpClient.Version.HTTP_1_1);
            }
            HttpResponse<InputStream> answer =
                    once(builder.timeout(options.stall()).build());
            Optional<String> location = answer.headers().firstValue("Location");
            if (!REDIRECTS.contains(answer.statusCode()) || location.isEmpty()) {
                return answer;
            }
            answer.body().close();
            address = redirect(start, address, location.get());
        }
        throw new RegistryException(
                "cannot read " + redacted(start) + ": more than " + MAX_REDIRECTS + " redirects",
                "",
                RegistryException.Answer.none(redacted(start)));
    }

    private static URI redirect(URI start, URI from, String location) {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw refused(start, "a redirect to something that is no address", e);
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
        String message = "cannot read " + redacted(start) + ": " + what;
        RegistryException.Answer none = RegistryException.Answer.none(redacted(start));
        return cause == null
                ? new RegistryException(message, "", none)
                : new RegistryException(message, "", none, cause);
    }

    private HttpResponse<InputStream> once(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("a request to a registry was interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private void pause(int attempt, HttpResponse<?> answer) throws IOException {
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
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("waiting for a registry was interrupted");
            interrupted.initCause(e);
            throw interrupted;
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
