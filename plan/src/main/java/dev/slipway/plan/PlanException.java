package dev.slipway.plan;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.Optional;

/**
 * A build request that cannot be planned: a value that cannot be read, a Dockerfile that is not there, a base image that
 * cannot be resolved. What is wrong with the Dockerfile's own text is a
 * {@link dev.slipway.dockerfile.DockerfileException}.
 *
 * <p>{@link #getMessage()} is one line, with {@code file:line:column: } in front where {@link #position()} is present.
 */
public final class PlanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final transient Optional<Position> position;
    private final transient Optional<String> hint;

    /** Stable names of what can be wrong. */
    public enum Code {
        BAD_VALUE,
        UNSUPPORTED,
        NO_DOCKERFILE,
        NO_CONTEXT,
        UNKNOWN_TARGET,
        CANNOT_RESOLVE,
        MISSING_ENTITLEMENT,
        BAD_TRIGGER
    }

    /** A place in a Dockerfile. */
    public record Position(SourceText source, Span span) {
        private String prefix() {
            return source.name() + ":" + span.startLine() + ":" + span.startColumn() + ": ";
        }
    }

    public PlanException(Code code, String what, Optional<String> hint) {
        super(what);
        this.code = code;
        this.position = Optional.empty();
        this.hint = hint;
    }

    public PlanException(Code code, Position position, String what, Optional<String> hint) {
        super(position.prefix() + what);
        this.code = code;
        this.position = Optional.of(position);
        this.hint = hint;
    }

    public PlanException(Code code, Position position, String what, Optional<String> hint, Throwable cause) {
        super(position.prefix() + what, cause);
        this.code = code;
        this.position = Optional.of(position);
        this.hint = hint;
    }

    /** A value of the request that cannot be read: {@code what (expected: expected)}. */
    public static PlanException badValue(String what, String expected) {
        return new PlanException(Code.BAD_VALUE, what + " (expected: " + expected + ")", Optional.empty());
    }

    /** Something that this version does not do. */
    public static PlanException unsupported(String what, String hint) {
        return new PlanException(Code.UNSUPPORTED, what, Optional.of(hint));
    }

    public Code code() {
        return code;
    }

    public Optional<Position> position() {
        return position;
    }

    public Optional<String> hint() {
        return hint;
    }
}
