package dev.slipway.image.registry;

import dev.slipway.image.JsonReading;
import dev.slipway.image.MalformedImageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns refusals into {@link RegistryException}s (OCI distribution-spec, Error Codes). */
final class Answers {
    private static final int MAX_BODY = 64 * 1024;

    private Answers() {}

    /** Closes the answer. @param what what could not be done: {@code read manifest "app:1" of localhost:5000} */
    static RegistryException refusal(String what, String registry, HttpResponse<InputStream> answer)
            throws IOException {
        String body;
        try (InputStream in = answer.body()) {
            body = new String(in.readNBytes(MAX_BODY), StandardCharsets.UTF_8);
        }
        List<JsonReading> errors = errors(body);
        String code = errors.isEmpty() ? "" : errors.getFirst().text("code");
        String said = errors.isEmpty() ? "" : errors.getFirst().text("message");
        int status = answer.statusCode();
        String reason = "the registry answered " + status + (code.isEmpty() ? "" : " " + code)
                + (said.isEmpty() ? "" : ": " + said);
        RegistryException.Answer facts =
                new RegistryException.Answer(Transport.redacted(answer.request().uri()), status, code, body);
        return new RegistryException("cannot " + what + ": " + reason, hint(status, registry), facts);
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

    private static String hint(int status, String registry) {
        return switch (status) {
            case 401, 403 -> "check the name, and log in with: docker login " + registry;
            case 404 -> "check the name and the tag; a private image also needs: docker login " + registry;
            case 429 -> "wait, or log in for a higher limit with: docker login " + registry;
            default -> status >= 500 ? "try again later; the registry has a problem" : "";
        };
    }
}
