package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.engine.ServeException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Failures as OpenAI's clients read them: {@code {"error": {"message", "type", "param", "code"}}}. {@code param} is the
 * request's member that the message begins with, if it does ({@code top_p: 7.0 (expected: ...)}). {@code code} is
 * {@code model_not_found} and the like for what is not there, else the name of the {@link ServeException.Code} in lower
 * case; a full queue is {@code rate_limit_exceeded}.
 */
public final class OpenAiErrors {
    private static final Pattern MEMBER = Pattern.compile("([a-z][a-z0-9_.\\[\\]]{0,99}): .*", Pattern.DOTALL);

    private OpenAiErrors() {}

    /** The whole answer to a call that failed. */
    public static JsonAnswer.Whole answer(Throwable failure) {
        ServeException known = ServeException.known(failure);
        return new JsonAnswer.Whole(known.code().httpStatus(), json(known));
    }

    /** The error object of a status that no operation gave, such as 405. */
    public static byte[] json(int status, String message) {
        return json(message, typeOf(status), null, null);
    }

    public static byte[] json(ServeException failure) {
        ServeException.Code code = failure.code();
        String member = memberOf(failure);
        return json(failure.getMessage(), typeOf(code.httpStatus()), member, codeOf(code, member));
    }

    private static @Nullable String memberOf(ServeException failure) {
        return switch (failure.code()) {
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, UNIMPLEMENTED -> {
                Matcher matcher = MEMBER.matcher(failure.getMessage());
                yield matcher.matches() ? matcher.group(1) : null;
            }
            case UNAUTHENTICATED,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    RESOURCE_EXHAUSTED,
                    CANCELLED,
                    INTERNAL,
                    UNAVAILABLE,
                    DEADLINE_EXCEEDED -> null;
        };
    }

    private static String codeOf(ServeException.Code code, @Nullable String member) {
        if (code == ServeException.Code.NOT_FOUND && member != null) {
            return member + "_not_found";
        }
        return code == ServeException.Code.RESOURCE_EXHAUSTED
                ? "rate_limit_exceeded"
                : code.name().toLowerCase(Locale.ROOT);
    }

    private static String typeOf(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 && status != 501 ? "server_error" : "invalid_request_error";
        };
    }

    private static byte[] json(String message, String type, @Nullable String member, @Nullable String code) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", member)
                .put("code", code);
        return JsonBody.write(root);
    }
}
