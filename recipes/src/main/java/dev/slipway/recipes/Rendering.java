package dev.slipway.recipes;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.jinja.Template;
import dev.slipway.jinja.TemplateException;
import dev.slipway.jinja.TemplateLoader;
import dev.slipway.jinja.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A recipe with its parameters' values. Equal recipes and values give equal texts: templates see nothing else, but for {@code
 * recipe.name}.
 */
public final class Rendering {
    private final Recipe recipe;
    private final Map<String, Value> variables;

    public Rendering(ParameterValues values) {
        recipe = values.recipe();
        variables = values.all();
        variables.put("recipe", Value.mapping(Map.of("name", Value.of(recipe.name()))));
    }

    /** The text of the Dockerfile. */
    public String dockerfile() {
        String source = recipe.files()
                .text(Recipe.TEMPLATE)
                .orElseThrow(() -> new RecipeException(
                        "no template \"" + recipe.files().label(Recipe.TEMPLATE) + "\" (expected: a file)",
                        Optional.empty()));
        return render(Recipe.TEMPLATE, source, variables);
    }

    /** Names for the image when nobody says others. */
    public List<String> tags() {
        return recipe.tags().stream().map(tag -> inline(tag, variables)).toList();
    }

    /** What listens where in a container. */
    public Map<String, String> ports() {
        Map<String, String> ports = new LinkedHashMap<>();
        recipe.run().ports().forEach((name, port) -> ports.put(name, inline(port, variables)));
        return ports;
    }

    /** What is expected to be mounted, by path. */
    public Map<String, String> volumes() {
        Map<String, String> volumes = new LinkedHashMap<>();
        recipe.run().volumes().forEach((path, what) -> volumes.put(inline(path, variables), what));
        return volumes;
    }

    /**
     * The named contexts that were not given: {@code NAME=CONTEXT}.
     *
     * @param given names of those that were
     * @param host facts of this machine, by name
     * @throws RecipeException when one has no value here
     */
    public List<String> contexts(Set<String> given, Map<String, String> host) {
        Map<String, Value> facts = new LinkedHashMap<>();
        host.forEach((name, value) -> facts.put(name, Value.of(value)));
        Map<String, Value> seen = new LinkedHashMap<>(variables);
        seen.put("host", Value.mapping(facts));
        List<String> contexts = new ArrayList<>();
        recipe.contexts().forEach((name, context) -> {
            if (!given.contains(name)) {
                contexts.add(name + "=" + standard(name, context, seen));
            }
        });
        return contexts;
    }

    private String standard(String name, Recipe.NamedContext context, Map<String, Value> seen) {
        try {
            if (context.standard().isPresent()) {
                return Template.alone(name, context.standard().get()).renderStrictly(seen, TemplateLoader.NONE);
            }
        } catch (TemplateException e) {
            // A fact that this machine does not have, as when Slipway runs out of class files.
        }
        throw new RecipeException(
                "cannot tell the context \"" + name + "\" of recipe \"" + recipe.name() + "\" (expected: "
                        + context.description() + ")",
                Optional.of("say --build-context " + name + "=..."));
    }

    /** A value of {@code recipe.yaml}, whose place there is not known any more. */
    private String inline(String source, Map<String, Value> seen) {
        try {
            return Template.alone(Recipe.DESCRIPTION, source).renderStrictly(seen, TemplateLoader.NONE);
        } catch (TemplateException e) {
            throw new RecipeException(
                    recipe.files().label(Recipe.DESCRIPTION) + ": cannot render \"" + source + "\": " + e.getMessage(),
                    hint(e, seen));
        }
    }

    private static Optional<String> hint(TemplateException fault, Map<String, Value> seen) {
        return fault.undefined().flatMap(wanted -> Suggestion.hint(wanted, seen.keySet()));
    }

    private String render(String name, String source, Map<String, Value> seen) {
        try {
            return Template.parse(name, source).renderStrictly(seen, recipe.files()::text);
        } catch (TemplateException e) {
            String file = e.place().map(TemplateException.Place::template).orElse(name);
            String text = file.equals(name) ? source : recipe.files().text(file).orElse("");
            throw RecipeException.of(e, new SourceText(recipe.files().label(file), text), hint(e, seen));
        }
    }
}
