package dev.slipway.cli;

import dev.slipway.recipes.Parameter;
import dev.slipway.recipes.ParameterValues;
import dev.slipway.recipes.Recipe;
import dev.slipway.recipes.Rendering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A recipe for people: what it is, what can be chosen, what it takes and gives. */
final class RecipeText {
    private static final int WIDEST = 40;

    private RecipeText() {}

    static List<String> lines(Recipe recipe) {
        List<String> lines = new ArrayList<>();
        lines.add(recipe.name() + ": " + recipe.description());
        if (!recipe.parameters().isEmpty()) {
            Table table = new Table("PARAMETER", "TYPE", "DEFAULT", "DESCRIPTION");
            recipe.parameters()
                    .forEach(each -> table.row(
                            each.name(),
                            each.type().word(),
                            each.standard()
                                    .map(Parameter::written)
                                    .map(RecipeText::shortened)
                                    .orElse("(must be given)"),
                            description(each)));
            add(lines, table);
        }
        if (!recipe.contexts().isEmpty()) {
            Table table = new Table("CONTEXT", "DEFAULT", "DESCRIPTION");
            recipe.contexts()
                    .forEach((name, context) ->
                            table.row(name, context.standard().orElse("(must be given)"), context.description()));
            add(lines, table);
        }
        add(lines, "TARGET", recipe.targets());
        // With a parameter that must be given, there is nothing to render them with.
        boolean complete =
                recipe.parameters().stream().allMatch(each -> each.standard().isPresent());
        Optional<Rendering> usual =
                complete ? Optional.of(new Rendering(new ParameterValues(recipe))) : Optional.empty();
        add(lines, "PORT", usual.map(Rendering::ports).orElse(recipe.run().ports()));
        add(lines, "MOUNT", usual.map(Rendering::volumes).orElse(recipe.run().volumes()));
        return lines;
    }

    private static String shortened(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
    }

    private static String description(Parameter parameter) {
        return parameter.choices().isEmpty()
                ? parameter.description()
                : parameter.description() + " (" + String.join(", ", parameter.choices()) + ")";
    }

    private static void add(List<String> lines, String title, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            Table table = new Table(title, "");
            texts.forEach(table::row);
            add(lines, table);
        }
    }

    private static void add(List<String> lines, Table table) {
        lines.add("");
        lines.addAll(table.render(0));
    }
}
