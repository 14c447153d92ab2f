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

/**
 * Answers registries' challenges: basic, or bearer with a token from the realm that the challenge names (Docker
 * registry token authentication; OAuth 2 for identity tokens). Headers are kept by registry and scope.
 */
final class Authorizer {
    private static final int MAX_TOKEN_ANSWER = 1 << 20;

    private final Credentials credentials;
    private final Transport transport;
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private final Map<String, Optional<Login>> logins = new ConcurrentHashMap<>();

    Authorizer(Credentials credentials, Transport transport) {
        this.credentials = credentials;
        this.transport = transport;
    }

    /** The header that worked before. */
    Optional<String> header(Endpoint endpoint, Endpoint.Access access) {
        return Optional.ofNullable(headers.get(key(endpoint, access)));
    }

    private static String key(Endpoint endpoint, Endpoint.Access access) {
        return endpoint.registry() + " " + endpoint.scope(access);
    }

    /** A new header for a 401 answer; empty when there is nothing to offer. */
    Optional<String> answer(Endpoint endpoint, Endpoint.Access access, HttpResponse<?> refused) throws IOException {
        List<Challenge> challenges = Challenge.parse(refused.headers().allValues("WWW-Authenticate"));
        Optional<String> header = Optional.empty();
        for (Challenge challenge : challenges) {
            if (header.isEmpty() && challenge.scheme().equals("bearer")) {
                header = bearer(endpoint, access, challenge);
            } else if (header.isEmpty() && challenge.scheme().equals("basic")) {
                header = basic(endpoint);
            }
        }
        header.ifPresent(value -> headers.put(key(endpoint, access), value));
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

    private Optional<String> basic(Endpoint endpoint) throws IOException {
        Optional<Login> login = login(endpoint.registry());
        return login.isPresent() && login.get() instanceof Login.Password password
                ? Optional.of(basic(password))
                : Optional.empty();
    }

    private static String basic(Login.Password password) {
        byte[] pair = (password.user() + ":" + password.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private Optional<String> bearer(Endpoint endpoint, Endpoint.Access access, Challenge challenge) throws IOException {
        Optional<Login> login = login(endpoint.registry());
        if (login.isPresent() && login.get() instanceof Login.RegistryToken token) {
            return Optional.of("Bearer " + token.token());
        }
        URI realm = realm(endpoint, challenge);
        String scope = challenge.parameter("scope").isEmpty() ? endpoint.scope(access) : challenge.parameter("scope");
        String query = "service=" + encode(challenge.parameter("service")) + "&scope=" + encode(scope);
        if (login.isPresent() && login.get() instanceof Login.IdentityToken token) {
            String form =
                    "grant_type=refresh_token&client_id=slipway&" + query + "&refresh_token=" + encode(token.token());
            return Optional.of("Bearer "
                    + token(
                            endpoint,
                            realm,
                            (address, same) -> HttpRequest.newBuilder(address)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString(same ? form : ""))));
        }
        URI address = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
        return Optional.of("Bearer "
                + token(endpoint, address, (to, same) -> {
                    HttpRequest.Builder request = HttpRequest.newBuilder(to).GET();
                    if (same && login.isPresent() && login.get() instanceof Login.Password password) {
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

    private String token(Endpoint endpoint, URI address, Transport.Requests requests) throws IOException {
        HttpResponse<InputStream> answer = transport.send(address, requests);
        String what = "log in to registry \"" + endpoint.registry() + "\"";
        if (answer.statusCode() != 200) {
            throw Answers.refusal(what, endpoint.registry(), answer);
        }
        byte[] body;
        try (InputStream in = answer.body()) {
            body = in.readNBytes(MAX_TOKEN_ANSWER + 1);
        }
        JsonReading json = JsonReading.parse(body, "token of registry " + endpoint.registry(), MAX_TOKEN_ANSWER);
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
