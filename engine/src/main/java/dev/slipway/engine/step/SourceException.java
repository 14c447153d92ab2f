package dev.slipway.engine.step;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An image or context could not be had. What a registry answered is a {@code RegistryException} of the image module. */
public final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final transient Optional<String> hint;

    /** What went wrong. */
    public enum Code {
        /** There is no such image, file, repository, reference or suite. */
        NOT_FOUND,
        /** It is there, but credentials are missing or wrong. */
        UNAUTHORIZED,
        /** The place does not answer. */
        UNREACHABLE,
        /** The bytes are not what was promised, or are no archive, repository or image. */
        BAD_CONTENT,
        /** An entry would be written outside its directory, or is of a kind that a context cannot hold. */
        HOSTILE_ENTRY,
        /** The machine lacks a program. */
        MISSING_TOOL,
        /** A program that was run for the source ended badly. */
        TOOL_ENDED,
        /** Not something this builder does. */
        UNSUPPORTED,
        /** An input or output fault on this machine. */
        IO
    }

    public SourceException(Code code, String message, Optional<String> hint, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
    }

    public SourceException(Code code, String message, String hint) {
        this(code, message, Optional.of(hint), null);
    }

    public SourceException(Code code, String message) {
        this(code, message, Optional.empty(), null);
    }

    /** An input or output fault while doing {@code what}, as {@code cannot <what>: <reason>}. */
    public static SourceException io(String what, Throwable cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new SourceException(Code.IO, "cannot " + what + ": " + reason, Optional.empty(), cause);
    }

    public Code code() {
        return code;
    }

    public Optional<String> hint() {
        return hint;
    }
}
