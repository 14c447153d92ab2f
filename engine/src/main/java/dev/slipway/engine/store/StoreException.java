package dev.slipway.engine.store;

import dev.slipway.engine.linux.FileFaults;
import java.io.IOException;
import java.util.Optional;

/** The store could not keep or give back something. */
public final class StoreException extends RuntimeException {
    private final Code code;
    private final transient Optional<String> hint;

    /** What went wrong. */
    public enum Code {
        /** The file system is full, or a quota is. */
        NO_SPACE,
        /** Bytes did not match their digest or size. */
        CORRUPT,
        /** An archive or layer entry would leave its place or breaks a limit. */
        HOSTILE_ENTRY,
        /** The store belongs to a newer version, or is not a store. */
        BAD_LAYOUT,
        /** Missing rights, or a file system without what the store needs. */
        UNUSABLE,
        /** Any other input or output fault. */
        IO
    }

    public StoreException(
            Code code, String message, Optional<String> hint, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
    }

    public StoreException(Code code, String message, Optional<String> hint) {
        this(code, message, hint, null);
    }

    /** A fault of input or output while doing {@code what}: {@code cannot <what>: <reason>}. */
    public static StoreException io(String what, IOException cause) {
        String message = "cannot " + what + ": " + FileFaults.reason(cause);
        if (FileFaults.noSpace(cause)) {
            return new StoreException(
                    Code.NO_SPACE,
                    message,
                    Optional.of("free space with \"slipway cache prune\", or put the store elsewhere;"
                            + " what was stored before is intact"),
                    cause);
        }
        if (FileFaults.forbidden(cause)) {
            return new StoreException(
                    Code.UNUSABLE,
                    message,
                    Optional.of("check who owns the store's directory and whether its file system is writable"),
                    cause);
        }
        return new StoreException(Code.IO, message, Optional.empty(), cause);
    }

    public Code code() {
        return code;
    }

    public Optional<String> hint() {
        return hint;
    }
}
