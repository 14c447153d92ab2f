package dev.slipway.image.registry;

import dev.slipway.image.Digest;
import dev.slipway.image.JsonReading;
import dev.slipway.image.MalformedImageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads answers; turns refusals into {@link RegistryException}s (OCI distribution-spec, Error Codes). */
final class Answers {
    private static final int MAX_BODY = 64 * 1024;
    private static final int MAX_SAID = 300;

    private Answers() {}

    /** Whether the repository has a blob. */
    static boolean isThere(Exchange exchange, Scope scope, Digest digest) throws IOException {
        HttpResponse<InputStream> answer =
                exchange.send(scope, scope.endpoint().blob(digest.toString()), Exchange.Call.of("HEAD", Map.of()));
        int status = answer.statusCode();
        if (status != 200 && status != 404) {
            throw refusal("look for blob " + digest, scope, answer);
        }
        answer.body().close();
        return status == 200;
    }

    /** That the registry says it stored what was sent, where it says anything. */
    static void requireDigest(String what, Digest sent, HttpResponse<?> answer) {
        Optional<String> told = answer.headers().firstValue("Docker-Content-Digest");
        if (told.isPresent() && !told.get().equals(sent.toString())) {
            String url = Transport.redacted(answer.request().uri());
            throw new RegistryException(
                    "cannot " + what + ": the registry stored it as " + bounded(told.get()) + " (expected: " + sent
                            + ")",
                    "something between here and the registry changes what is sent; ask who runs it",
                    new RegistryException.Answer(url, answer.statusCode(), "", ""));
        }
    }

    /** Closes the answer. @param what what could not be done: {@code read manifest "app:1" of localhost:5000} */
    static RegistryException refusal(String what, Scope scope, HttpResponse<InputStream> answer) throws IOException {
        String body;
        try (InputStream in = answer.body()) {
            body = new String(in.readNBytes(MAX_BODY), StandardCharsets.UTF_8);
        }
        List<JsonReading> errors = errors(body);
        String code = errors.isEmpty() ? "" : bounded(errors.getFirst().text("code"));
        String said = errors.isEmpty() ? "" : bounded(errors.getFirst().text("message"));
        int status = answer.statusCode();
        String reason = "the registry answered " + status + (code.isEmpty() ? "" : " " + code)
                + (said.isEmpty() ? "" : ": " + said);
        RegistryException.Answer facts =
                new RegistryException.Answer(Transport.redacted(answer.request().uri()), status, code, body);
        return new RegistryException("cannot " + what + ": " + reason, hint(status, scope), facts);
    }

    /** One line of a length that a terminal bears. */
    private static String bounded(String said) {
        String line = said.replaceAll("\\p{Cntrl}+", " ").trim();
        return line.length() <= MAX_SAID ? line : line.substring(0, MAX_SAID) + "…";
    }

    private static List<JsonReading> errors(String body) {
        try {
            return JsonReading.parse(body.getBytes(StandardCharsets.UTF_8), "answer", 2 * MAX_BODY)
                    .objects("errors");
        } catch (MalformedImageException e) {
            // Proxies answer in HTML; the body is kept for the reader.
            return List.of();
        }
    }

    private static String hint(int status, Scope scope) {
        String registry = scope.registry();
        return switch (status) {
            case 401, 403 ->
                scope.push()
                        ? "log in with: docker login " + registry + ", and check that you may push to this repository"
                        : "check the name, and log in with: docker login " + registry;
            case 404 ->
                scope.push()
                        ? "check the name; some registries want a repository to be created before it is pushed to"
                        : "check the name and the tag; a private image also needs: docker login " + registry;
            case 413 -> "the registry, or a proxy before it, limits the size of uploads";
            case 429 -> "wait, or log in for a higher limit with: docker login " + registry;
            default -> status >= 500 ? "try again later; the registry has a problem" : "";
        };
    }
}
