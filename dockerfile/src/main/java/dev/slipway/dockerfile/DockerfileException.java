package dev.slipway.dockerfile;

import java.util.Optional;

/**
 * A Dockerfile or ignore file that cannot be understood.
 *
 * <p>{@link #getMessage()} is the one-line form {@code file:line:column: what (expected: …)}; the excerpt with its
 * caret is drawn by the one who prints it, from {@link #source()} and {@link #span()}.
 */
public final class DockerfileException extends RuntimeException {
    private final Code code;
    private final transient SourceText source;
    private final transient Span span;
    private final transient Optional<String> hint;

    /** Stable names of what can be wrong. */
    public enum Code {
        EMPTY_FILE,
        BAD_DIRECTIVE,
        UNKNOWN_INSTRUCTION,
        UNKNOWN_FLAG,
        BAD_FLAG_VALUE,
        DUPLICATE_FLAG,
        WRONG_ARGUMENT_COUNT,
        BAD_SYNTAX,
        UNTERMINATED_HEREDOC,
        BAD_EXPANSION,
        UNDEFINED_VARIABLE,
        BAD_STAGE_NAME,
        DUPLICATE_STAGE_NAME,
        NO_FROM,
        BAD_IGNORE_PATTERN,
        UNKNOWN_STAGE,
        STAGE_CYCLE,
        UNSUPPORTED
    }

    /**
     * @param what what could not be done, with the value and what was expected; no position
     * @param hint one imperative sentence
     */
    public DockerfileException(Code code, SourceText source, Span span, String what, Optional<String> hint) {
        super(source.name() + ":" + span.startLine() + ":" + span.startColumn() + ": " + what);
        this.code = code;
        this.source = source;
        this.span = span;
        this.hint = hint;
    }

    public Code code() {
        return code;
    }

    public SourceText source() {
        return source;
    }

    public Span span() {
        return span;
    }

    public Optional<String> hint() {
        return hint;
    }
}
