package dev.slipway.image.registry;

import dev.slipway.image.JsonReading;
import dev.slipway.image.registry.Credentials.Login;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Answers registries' challenges: basic, or bearer with a token from the realm that the challenge names (Docker
 * registry token authentication; OAuth 2 for identity tokens). Headers are kept by registry and scope.
 */
final class Authorizer {
    private static final int MAX_TOKEN_ANSWER = 1 << 20;

    private final Credentials credentials;
    private final Transport transport;
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    private final Map<String, Optional<Login>> logins = new ConcurrentHashMap<>();

    Authorizer(Credentials credentials, Transport transport) {
        this.credentials = credentials;
        this.transport = transport;
    }

    /** The header that worked before. */
    Optional<String> header(Scope scope) {
        return Optional.ofNullable(headers.get(scope.key()));
    }

    /**
     * A new header for a 401 answer; empty when there is nothing to offer. Of several requests that are refused at once,
     * one asks for a token and the others wait for it.
     *
     * @param used the header that was refused
     */
    Optional<String> answer(Scope scope, Optional<String> used, HttpResponse<?> refused) throws IOException {
        synchronized (locks.computeIfAbsent(scope.key(), key -> new Object())) {
            Optional<String> meanwhile = header(scope);
            if (meanwhile.isPresent() && !meanwhile.equals(used)) {
                return meanwhile;
            }
            Optional<String> header = answer(scope, refused);
            header.ifPresent(value -> headers.put(scope.key(), value));
            return header;
        }
    }

    private Optional<String> answer(Scope scope, HttpResponse<?> refused) throws IOException {
        List<Challenge> challenges = Challenge.parse(refused.headers().allValues("WWW-Authenticate"));
        Optional<String> header = Optional.empty();
        for (Challenge challenge : challenges) {
            if (header.isEmpty() && challenge.scheme().equals("bearer")) {
                header = bearer(scope, challenge);
            } else if (header.isEmpty() && challenge.scheme().equals("basic")) {
                header = basic(scope.registry());
            }
        }
        return header;
    }

    private Optional<Login> login(String registry) throws IOException {
        Optional<Login> known = logins.get(registry);
        if (known == null) {
            known = credentials.find(registry);
            logins.put(registry, known);
        }
        return known;
    }

    private Optional<String> basic(String registry) throws IOException {
        Optional<Login> login = login(registry);
        return login.isPresent() && login.get() instanceof Login.Password password
                ? Optional.of(basic(password))
                : Optional.empty();
    }

    private static String basic(Login.Password password) {
        byte[] pair = (password.user() + ":" + password.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private Optional<String> bearer(Scope scope, Challenge challenge) throws IOException {
        Optional<Login> login = login(scope.registry());
        if (login.isPresent() && login.get() instanceof Login.RegistryToken token) {
            return Optional.of("Bearer " + token.token());
        }
        URI realm = realm(scope.endpoint(), challenge);
        List<String> scopes = scope.asked(challenge);
        String service = "service=" + encode(challenge.parameter("service"));
        if (login.isPresent() && login.get() instanceof Login.IdentityToken token) {
            String form = "grant_type=refresh_token&client_id=slipway&" + service + "&scope="
                    + encode(String.join(" ", scopes)) + "&refresh_token=" + encode(token.token());
            return Optional.of("Bearer "
                    + token(
                            scope,
                            realm,
                            to -> HttpRequest.newBuilder(to)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            Transport.sameOrigin(realm, to) ? form : ""))));
        }
        String query =
                service + scopes.stream().map(one -> "&scope=" + encode(one)).collect(Collectors.joining());
        URI address = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
        return Optional.of("Bearer "
                + token(scope, address, to -> {
                    HttpRequest.Builder request = HttpRequest.newBuilder(to).GET();
                    if (Transport.sameOrigin(realm, to)
                            && login.isPresent()
                            && login.get() instanceof Login.Password password) {
                        request.header("Authorization", basic(password));
                    }
                    return request;
                }));
    }

    /** Logins are sent to the realm, so a registry behind HTTPS may not name a plain one. */
    private static URI realm(Endpoint endpoint, Challenge challenge) {
        String text = challenge.parameter("realm");
        return address(text)
                .filter(realm -> realm.getHost() != null)
                .filter(realm ->
                        "https".equals(realm.getScheme()) || endpoint.isPlain() && "http".equals(realm.getScheme()))
                .orElseThrow(() -> new RegistryException(
                        "cannot log in to registry \"" + endpoint.registry() + "\": it names the token realm \"" + text
                                + "\" (expected: an HTTPS address)",
                        "",
                        RegistryException.Answer.none(Transport.redacted(endpoint.base()))));
    }

    private static Optional<URI> address(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String token(Scope scope, URI address, Transport.Requests requests) throws IOException {
        HttpResponse<InputStream> answer = transport.send(address, requests);
        if (answer.statusCode() != 200) {
            throw Answers.refusal("log in to registry \"" + scope.registry() + "\"", scope, answer);
        }
        byte[] body;
        try (InputStream in = answer.body()) {
            body = in.readNBytes(MAX_TOKEN_ANSWER + 1);
        }
        JsonReading json = JsonReading.parse(body, "token of registry " + scope.registry(), MAX_TOKEN_ANSWER);
        String token = json.text("token").isEmpty() ? json.text("access_token") : json.text("token");
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw json.wrong("token", "absent or not usable (expected: a token)");
        }
        return token;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
