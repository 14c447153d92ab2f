package dev.slipway.serve.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be served. The message is for the caller: it names what was wrong with the names the caller
 * used, and holds neither prompts nor secrets.
 */
public final class ServeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;

    public ServeException(Code code, String message) {
        this(code, message, null);
    }

    public ServeException(Code code, String message, @Nullable Throwable cause) {
        // No stack: it is an answer, and thousands may be given a second.
        super(message, cause, false, false);
        this.code = code;
    }

    public static ServeException invalid(String message) {
        return new ServeException(Code.INVALID_ARGUMENT, message);
    }

    /**
     * The failure as callers are told it, out of what stages wrap it in. What is none of ours is INTERNAL, without its
     * message, which may hold what callers must not see.
     */
    public static ServeException known(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case ServeException known -> known;
            case CancellationException left -> new ServeException(Code.CANCELLED, "the caller left", left);
            default ->
                new ServeException(
                        Code.INTERNAL,
                        "the request could not be served: " + cause.getClass().getSimpleName(),
                        cause);
        };
    }

    public Code code() {
        return code;
    }

    /** The gRPC status of the same name and its HTTP status. */
    public enum Code {
        INVALID_ARGUMENT(400),
        UNAUTHENTICATED(401),
        PERMISSION_DENIED(403),
        NOT_FOUND(404),
        ALREADY_EXISTS(409),
        FAILED_PRECONDITION(400),
        RESOURCE_EXHAUSTED(429),
        CANCELLED(499),
        INTERNAL(500),
        UNIMPLEMENTED(501),
        UNAVAILABLE(503),
        DEADLINE_EXCEEDED(504);

        private final int httpStatus;

        Code(int httpStatus) {
            this.httpStatus = httpStatus;
        }

        public int httpStatus() {
            return httpStatus;
        }
    }
}
