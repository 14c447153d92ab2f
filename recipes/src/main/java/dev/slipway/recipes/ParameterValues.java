package dev.slipway.recipes;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.jinja.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a recipe's parameters are: what was given, last word first, and what they are otherwise. */
public final class ParameterValues {
    private final Recipe recipe;
    private final Map<String, Value> given = new LinkedHashMap<>();

    public ParameterValues(Recipe recipe) {
        this.recipe = recipe;
    }

    /** Those of a YAML file: names and values. */
    public ParameterValues file(SourceText file) {
        YamlFile yaml = new YamlFile(file);
        yaml.entries().forEach((name, entry) -> {
            Parameter parameter = recipe.parameter(name)
                    .orElseThrow(() -> yaml.refuse(entry.key(), unknown(name), expectedNames(), hint(name)));
            given.put(name, RecipeReader.value(parameter, entry.value(), yaml));
        });
        return this;
    }

    /**
     * One from a command line.
     *
     * @param text {@code name=value}
     */
    public ParameterValues set(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new RecipeException("-p \"" + text + "\" (expected: NAME=VALUE)", Optional.empty());
        }
        String name = text.substring(0, equals);
        String value = text.substring(equals + 1);
        Parameter parameter = recipe.parameter(name)
                .orElseThrow(
                        () -> new RecipeException(unknown(name) + " (expected: " + expectedNames() + ")", hint(name)));
        given.put(
                name,
                read(parameter, value)
                        .orElseThrow(() -> new RecipeException(
                                "cannot set parameter \"" + name + "\" to \"" + value + "\" (expected: "
                                        + parameter.expected() + ")",
                                Suggestion.hint(value, parameter.choices()))));
        return this;
    }

    private String unknown(String name) {
        return "no parameter \"" + name + "\" of recipe \"" + recipe.name() + "\"";
    }

    private String expectedNames() {
        return recipe.parameters().isEmpty() ? "none" : "one of " + String.join(", ", recipe.parameterNames());
    }

    private Optional<String> hint(String name) {
        return Suggestion.hint(name, recipe.parameterNames());
    }

    /** Empty for what the parameter does not take. */
    static Optional<Value> read(Parameter parameter, String text) {
        return parameter
                .type()
                .read(text)
                .filter(value -> parameter.choices().isEmpty()
                        || switch (value) {
                            case Value.Items(List<Value> items) ->
                                items.stream()
                                        .allMatch(item -> parameter.choices().contains(item.shown()));
                            default -> parameter.choices().contains(Parameter.written(value));
                        });
    }

    /** All parameters; one that must be given and was not is a {@link RecipeException} that names all such. */
    Map<String, Value> all() {
        Map<String, Value> all = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (Parameter parameter : recipe.parameters()) {
            Optional.ofNullable(given.get(parameter.name()))
                    .or(parameter::standard)
                    .ifPresentOrElse(value -> all.put(parameter.name(), value), () -> missing.add(parameter.name()));
        }
        if (!missing.isEmpty()) {
            throw new RecipeException(
                    "recipe \"" + recipe.name() + "\" without " + String.join(", ", missing)
                            + " (expected: a value for " + (missing.size() == 1 ? "it" : "each") + ")",
                    Optional.of("say -p " + missing.getFirst() + "=..."));
        }
        return all;
    }

    Recipe recipe() {
        return recipe;
    }
}
