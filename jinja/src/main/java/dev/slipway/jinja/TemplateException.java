package dev.slipway.jinja;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A template that cannot be read or rendered; the message says why, without the place. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Place place;
    private final transient @Nullable String undefined;

    public TemplateException(String message) {
        this(message, null, null);
    }

    private TemplateException(String message, @Nullable Place place, @Nullable String undefined) {
        super(message, null, false, false);
        this.place = place;
        this.undefined = undefined;
    }

    static TemplateException undefined(String name) {
        return new TemplateException("\"" + name + "\" is not defined", null, name);
    }

    /**
     * Where in which template.
     *
     * @param template its name, as it was included
     * @param line from 1 on
     */
    public record Place(String template, int line) {}

    /** The innermost place that is known counts. */
    TemplateException at(Place where) {
        return place == null ? new TemplateException(String.valueOf(getMessage()), where, undefined) : this;
    }

    public Optional<Place> place() {
        return Optional.ofNullable(place);
    }

    /** The name that was asked for, of one that is not defined. */
    public Optional<String> undefined() {
        return Optional.ofNullable(undefined);
    }
}
