package dev.slipway.engine.export;

import dev.slipway.engine.linux.FileFaults;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A result could not be written where it was wanted. Nothing half-written is left there. */
public final class ExportException extends RuntimeException {
    private final Code code;
    private final transient Optional<String> hint;

    /** What went wrong. */
    public enum Code {
        /** The request asks for what this target or format cannot hold. */
        UNSUPPORTED,
        /** A value of the request is not what it has to be: an annotation's prefix, an image name. */
        BAD_VALUE,
        /** The destination cannot be written. */
        IO
    }

    ExportException(Code code, String message, Optional<String> hint, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
    }

    static ExportException unsupported(String message, String hint) {
        return new ExportException(Code.UNSUPPORTED, message, Optional.of(hint), null);
    }

    static ExportException badValue(String message) {
        return new ExportException(Code.BAD_VALUE, message, Optional.empty(), null);
    }

    /** An input or output fault while doing {@code what}: {@code cannot <what>: <reason>}. */
    static ExportException io(String what, Throwable cause) {
        Optional<String> hint = FileFaults.noSpace(cause)
                ? Optional.of("free space there; \"slipway cache prune\" frees the store's")
                : Optional.empty();
        return new ExportException(Code.IO, "cannot " + what + ": " + FileFaults.reason(cause), hint, cause);
    }

    public Code code() {
        return code;
    }

    public Optional<String> hint() {
        return hint;
    }
}
