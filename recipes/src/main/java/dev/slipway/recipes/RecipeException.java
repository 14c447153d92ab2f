package dev.slipway.recipes;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.jinja.TemplateException;
import java.util.Optional;

/**
 * A recipe that cannot be found, read or rendered, or a value that it does not take. With a {@link Place}, the message begins
 * with {@code file:line:column: }.
 */
public final class RecipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Place> place;
    private final transient Optional<String> hint;

    /** A place in a file of a recipe, or of parameters. */
    public record Place(SourceText source, Span span) {}

    RecipeException(String what, Optional<String> hint) {
        super(what);
        place = Optional.empty();
        this.hint = hint;
    }

    RecipeException(Place place, String what, Optional<String> hint) {
        super(place.source().name() + ":" + place.span() + ": " + what);
        this.place = Optional.of(place);
        this.hint = hint;
    }

    /** Of a template, whose line it marks. */
    static RecipeException of(TemplateException fault, SourceText source, Optional<String> hint) {
        int number = fault.place().map(TemplateException.Place::line).orElse(1);
        String line = source.text().lines().skip(number - 1L).findFirst().orElse("");
        int begin = line.length() - line.stripLeading().length();
        Span span = new Span(
                number, begin + 1, number, Math.max(begin, line.stripTrailing().length()));
        return new RecipeException(new Place(source, span), "cannot render the template: " + fault.getMessage(), hint);
    }

    public Optional<Place> place() {
        return place;
    }

    public Optional<String> hint() {
        return hint;
    }
}
