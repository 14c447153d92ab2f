package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.common.ContentTooLargeException;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why an upstream gave no answer, or none that can be used.
 *
 * @param failure for the caller
 * @param retry whether another try is sound
 * @param blamesUpstream whether the upstream, not the request, is at fault, which counts towards leaving it out
 */
public record UpstreamFailure(ServeException failure, Retry retry, boolean blamesUpstream) {
    private static final int EXCERPT = 200;

    /** When a request may be sent again. */
    public enum Retry {
        /** It certainly did not run. */
        SAFE,
        /** It may have run: only one that does no harm twice. */
        IF_IDEMPOTENT,
        NEVER
    }

    /** The answer of a status that is not 200. */
    public static UpstreamFailure ofStatus(String url, int status, byte[] body) {
        String message = message(body);
        String told = message.isEmpty() ? "" : ": " + message;
        return switch (status) {
            case 400, 413, 422 -> caller(Code.INVALID_ARGUMENT, message.isEmpty() ? "refused by " + url : message);
            case 404, 405 ->
                caller(Code.NOT_FOUND, message.isEmpty() ? "upstream " + url + " has no such call" : message);
            case 401, 403 ->
                new UpstreamFailure(
                        new ServeException(
                                Code.UNAVAILABLE,
                                "upstream " + url + " refuses this server's credentials with " + status
                                        + " (expected: an API key that it accepts, set with --upstream-api-key)"),
                        Retry.NEVER,
                        true);
            case 429 -> caller(Code.RESOURCE_EXHAUSTED, "upstream " + url + " has too many requests" + told);
            case 501 -> caller(Code.UNIMPLEMENTED, "upstream " + url + " does not do this" + told);
            case 503 ->
                new UpstreamFailure(
                        new ServeException(Code.UNAVAILABLE, "upstream " + url + " is not available" + told),
                        Retry.SAFE,
                        true);
            case 502 -> broken(Code.UNAVAILABLE, "upstream " + url + " is not reached by its proxy" + told);
            case 504 -> broken(Code.DEADLINE_EXCEEDED, "upstream " + url + " timed out" + told);
            default ->
                broken(Code.INTERNAL, "upstream " + url + " answered with " + status + " (expected: 200)" + told);
        };
    }

    /**
     * An error told inside of an answer, which does not speak against the upstream.
     *
     * @param status the HTTP status it would have had; 0 when none is told
     * @param begun whether a part of the answer came before
     */
    public static UpstreamFailure told(String url, int status, String message, boolean begun) {
        if (status == 0) {
            return begun
                    ? caller(Code.INTERNAL, "upstream " + url + " ended the answer: " + limited(message))
                    : caller(Code.INVALID_ARGUMENT, limited(message));
        }
        UpstreamFailure same = ofStatus(url, status, message.getBytes(StandardCharsets.UTF_8));
        return new UpstreamFailure(same.failure(), begun ? Retry.NEVER : same.retry(), false);
    }

    /** An answer that is not what it should be. */
    public static UpstreamFailure garbage(String url, String expected, byte[] answer) {
        return broken(
                Code.INTERNAL,
                "cannot read the answer of upstream " + url + ": \"" + excerpt(answer) + "\" (expected: " + expected
                        + ")");
    }

    public static UpstreamFailure hung(String url, String what) {
        return broken(Code.DEADLINE_EXCEEDED, "upstream " + url + " hangs: " + what);
    }

    /** An answer that ended before it was whole. */
    public static UpstreamFailure endedEarly(String url) {
        return broken(Code.UNAVAILABLE, "upstream " + url + " ended in the middle of an answer (expected: all of it)");
    }

    private static UpstreamFailure broken(Code code, String message) {
        return new UpstreamFailure(new ServeException(code, message), Retry.NEVER, true);
    }

    private static UpstreamFailure caller(Code code, String message) {
        return new UpstreamFailure(new ServeException(code, message), Retry.NEVER, false);
    }

    /** What went wrong on the way. */
    public static UpstreamFailure ofTransport(String url, Throwable thrown, boolean answerBegan) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof ServeException known) {
            return new UpstreamFailure(known, Retry.NEVER, false);
        }
        if (cause instanceof UnprocessedRequestException) {
            return new UpstreamFailure(
                    new ServeException(
                            Code.UNAVAILABLE, "cannot reach upstream " + url + ": " + reason(cause.getCause())),
                    Retry.SAFE,
                    true);
        }
        if (cause instanceof ResponseTimeoutException) {
            return hung(url, "no answer in time");
        }
        if (cause instanceof ContentTooLargeException) {
            return broken(Code.INTERNAL, "the answer of upstream " + url + " is too long");
        }
        if (answerBegan) {
            return endedEarly(url);
        }
        return new UpstreamFailure(
                new ServeException(Code.UNAVAILABLE, "upstream " + url + " closed the connection before it answered"),
                Retry.IF_IDEMPOTENT,
                true);
    }

    private static String reason(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof SSLException) {
                return "its certificate or TLS is not accepted (" + each.getMessage() + ")";
            }
            if (each instanceof UnknownHostException) {
                return "no such host";
            }
            if (each instanceof ConnectException) {
                return String.valueOf(each.getMessage()).contains("timed out")
                        ? "no connection in time"
                        : "connection refused";
            }
        }
        return cause == null ? "no connection" : cause.getClass().getSimpleName();
    }

    /** The message in a JSON error of SGLang, vLLM, FastAPI or OpenAI, else the text itself; never a long one. */
    private static String message(byte[] body) {
        JsonNode json = Json.parsed(body).orElse(null);
        if (json == null || !json.isContainerNode()) {
            return excerpt(body);
        }
        return Optional.of(json.path("error"))
                .map(error -> error.isTextual() ? error : error.path("message"))
                .filter(JsonNode::isTextual)
                .or(() -> Optional.of(json.path("message")).filter(JsonNode::isTextual))
                .or(() -> Optional.of(json.path("detail")).filter(JsonNode::isTextual))
                .map(text -> limited(text.textValue()))
                .orElseGet(() -> excerpt(body));
    }

    private static String limited(String text) {
        return text.length() <= 2_000 ? text : text.substring(0, 2_000) + "...";
    }

    private static String excerpt(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, EXCERPT * 4), StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}]+", " ")
                .strip();
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "...";
    }
}
