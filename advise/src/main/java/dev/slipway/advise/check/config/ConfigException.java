package dev.slipway.advise.check.config;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.Optional;

/** A configuration file that cannot be used; the message has the form {@code file:line:column: what (expected: …)}. */
public final class ConfigException extends RuntimeException {
    private final transient SourceText source;
    private final transient Span span;
    private final transient Optional<String> hint;

    ConfigException(SourceText source, Span span, String what, Optional<String> hint) {
        super(source.name() + ":" + span + ": " + what);
        this.source = source;
        this.span = span;
        this.hint = hint;
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
