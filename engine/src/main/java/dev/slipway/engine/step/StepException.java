package dev.slipway.engine.step;

import java.util.List;
import java.util.Optional;

/** A step could not be done: the user's command ended badly, a COPY source is missing, a mount is impossible. */
public final class StepException extends RuntimeException {
    private final Code code;
    private final transient Facts facts;

    /** What went wrong. */
    public enum Code {
        /** The command of a RUN ended with another code than 0. */
        EXIT_CODE,
        /** A source of COPY, ADD or a bind mount is not there. */
        MISSING_SOURCE,
        /** A destination cannot be written: a file where a directory is needed, or the reverse. */
        BAD_DESTINATION,
        /** {@code --chown} or USER names nobody known. */
        UNKNOWN_USER,
        /** A download or archive is not what was promised. */
        BAD_CONTENT,
        /** A required secret or SSH socket was not given. */
        MISSING_SECRET,
        /** The machine lacks something: an OCI runtime, a mount right. */
        NO_RUNTIME,
        /** Not something this builder does. */
        UNSUPPORTED
    }

    /**
     * @param exitCode of the command, where one ended
     * @param lastLines the end of its output, at most some dozens of lines
     * @param position {@code line:column} in the Dockerfile when it is more exact than the step's own
     */
    public record Facts(
            Optional<Integer> exitCode, List<String> lastLines, Optional<String> position, Optional<String> hint) {
        public static final Facts NONE = new Facts(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

        public Facts {
            lastLines = List.copyOf(lastLines);
        }

        public static Facts hint(String hint) {
            return new Facts(Optional.empty(), List.of(), Optional.empty(), Optional.of(hint));
        }
    }

    public StepException(Code code, String message, Facts facts) {
        super(message);
        this.code = code;
        this.facts = facts;
    }

    public Code code() {
        return code;
    }

    public Facts facts() {
        return facts;
    }
}
