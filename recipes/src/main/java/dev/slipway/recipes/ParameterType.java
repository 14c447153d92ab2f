package dev.slipway.recipes;

import dev.slipway.jinja.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a parameter's values are. */
public enum ParameterType {
    /** A line of text. */
    TEXT("a line of text"),
    INTEGER("a whole number"),
    /** A TCP port. */
    PORT("a port, 1 to 65535"),
    BOOLEAN("true or false"),
    /** Texts, on the command line with commas between them. */
    LIST("texts with commas between them");

    private final String expected;

    ParameterType(String expected) {
        this.expected = expected;
    }

    String expected() {
        return expected;
    }

    /** As recipes and lists name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ParameterType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(ParameterType::word).toList();
    }

    /**
     * Reads what was written; empty for what is no value of it. A text of several lines would put instructions into a
     * Dockerfile that nobody sees.
     */
    Optional<Value> read(String text) {
        boolean oneLine = text.chars().noneMatch(Character::isISOControl);
        return switch (this) {
            case TEXT -> oneLine ? Optional.of(Value.of(text)) : Optional.empty();
            case INTEGER -> whole(text).map(Value.Int::new);
            case PORT -> whole(text).filter(port -> port >= 1 && port <= 65535).map(Value.Int::new);
            case BOOLEAN ->
                switch (text) {
                    case "true" -> Optional.of(Value.of(true));
                    case "false" -> Optional.of(Value.of(false));
                    default -> Optional.empty();
                };
            case LIST ->
                oneLine
                        ? Optional.of(Value.items(Arrays.stream(text.split(",", -1))
                                .map(String::strip)
                                .filter(item -> !item.isEmpty())
                                .<Value>map(Value::of)
                                .toList()))
                        : Optional.empty();
        };
    }

    private static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
