package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request with one answer.
 *
 * @param idempotent whether it may run twice without harm
 * @param read makes the answer of status and body; empty for a status that is a failure
 */
public record UnaryCall<T>(
        HttpMethod method,
        String path,
        Map<String, String> headers,
        byte @Nullable [] body,
        boolean idempotent,
        BiFunction<Integer, byte[], Optional<T>> read) {
    /** Without headers of its own. */
    public UnaryCall(
            HttpMethod method,
            String path,
            byte @Nullable [] body,
            boolean idempotent,
            BiFunction<Integer, byte[], Optional<T>> read) {
        this(method, path, Map.of(), body, idempotent, read);
    }

    UnaryCall<T> withHeaders(Map<String, String> other) {
        return new UnaryCall<>(method, path, other, body, idempotent, read);
    }

    /** Any answer of 200 will do. */
    public static UnaryCall<Boolean> asking(
            HttpMethod method, String path, @Nullable JsonNode body, boolean idempotent) {
        return new UnaryCall<>(
                method,
                path,
                body == null ? null : Json.bytes(body),
                idempotent,
                (status, answer) -> status == 200 ? Optional.of(true) : Optional.empty());
    }

    /** An answer of JSON. */
    public static <T> UnaryCall<T> json(
            HttpMethod method,
            String path,
            @Nullable JsonNode body,
            String expected,
            Function<JsonNode, Optional<T>> read) {
        return new UnaryCall<>(method, path, body == null ? null : Json.bytes(body), true, (status, answer) -> {
            if (status != 200) {
                return Optional.empty();
            }
            return Optional.of(
                    Json.parsed(answer).flatMap(read).orElseThrow(() -> new AnswerReader.BadAnswerException(expected)));
        });
    }
}
