package dev.slipway.recipes;

import dev.slipway.jinja.Value;
import java.util.List;
import java.util.Optional;

/**
 * What can be chosen about a recipe.
 *
 * @param name as templates name it
 * @param standard what it is when nobody says; absent for one that must be given
 * @param choices the only values that it takes; of a list, its items; empty for any
 * @param description one sentence
 */
public record Parameter(
        String name, ParameterType type, Optional<Value> standard, List<String> choices, String description) {
    public Parameter {
        choices = List.copyOf(choices);
    }

    /** The value as it is written on a command line. */
    public static String written(Value value) {
        return switch (value) {
            case Value.Items(List<Value> values) ->
                String.join(",", values.stream().map(Value::shown).toList());
            case Value.Bool(boolean flag) -> Boolean.toString(flag);
            default -> value.shown();
        };
    }

    /** What it takes, in words. */
    public String expected() {
        if (choices.isEmpty()) {
            return type.expected();
        }
        String all = String.join(", ", choices);
        return type == ParameterType.LIST ? "any of " + all : "one of " + all;
    }
}
