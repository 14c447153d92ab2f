package dev.slipway.recipes;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.jinja.Value;
import dev.slipway.recipes.YamlFile.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads {@code recipe.yaml}; its form is in {@code docs/reference/recipe.md}. */
final class RecipeReader {
    private static final Set<String> KEYS =
            Set.of("name", "description", "parameters", "contexts", "targets", "tags", "run");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern RECIPE_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");

    private final YamlFile yaml;
    private final RecipeFiles files;

    RecipeReader(SourceText source, RecipeFiles files) {
        yaml = new YamlFile(source);
        this.files = files;
    }

    Recipe read() {
        Map<String, Entry> entries = yaml.known(yaml.entries(), "a recipe", KEYS);
        return new Recipe(
                name(entries),
                required(entries, "description"),
                Optional.ofNullable(entries.get("parameters"))
                        .map(entry -> parameters(entry.value()))
                        .orElse(List.of()),
                Optional.ofNullable(entries.get("contexts"))
                        .map(entry -> contexts(entry.value()))
                        .orElse(Map.of()),
                texts(entries, "targets"),
                Optional.ofNullable(entries.get("tags"))
                        .map(entry -> yaml.list(entry.value(), "tags"))
                        .orElse(List.of()),
                Optional.ofNullable(entries.get("run"))
                        .map(entry -> run(entry.value()))
                        .orElse(Recipe.Run.NOTHING),
                files);
    }

    private String name(Map<String, Entry> entries) {
        String name = required(entries, "name");
        if (!RECIPE_NAME.matcher(name).matches()) {
            throw yaml.refuse(
                    entries.get("name").value(),
                    "cannot read the name \"" + name + "\"",
                    "small letters, digits, -, _ and .",
                    Optional.empty());
        }
        return name;
    }

    private String required(Map<String, Entry> entries, String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new RecipeException(
                    "cannot read \"" + yaml.source().name() + "\" without \"" + key + "\" (expected: a text)",
                    Optional.empty());
        }
        return yaml.text(entry.value(), key);
    }

    private Map<String, String> texts(Map<String, Entry> entries, String key) {
        Entry entry = entries.get(key);
        return entry == null ? Map.of() : yaml.texts(entry.value(), key);
    }

    private List<Parameter> parameters(Node node) {
        List<Parameter> parameters = new ArrayList<>();
        yaml.mapping(node, "parameters").forEach((name, entry) -> {
            if (!NAME.matcher(name).matches() || name.equals("recipe") || name.equals("host")) {
                throw yaml.refuse(
                        entry.key(),
                        "cannot name a parameter \"" + name + "\"",
                        "small letters, digits and _; not recipe, host",
                        Optional.empty());
            }
            parameters.add(parameter(name, entry.value()));
        });
        return parameters;
    }

    private Parameter parameter(String name, Node node) {
        String what = "parameter \"" + name + "\"";
        Map<String, Entry> entries = yaml.mapping(node, what, Set.of("type", "default", "choices", "description"));
        Entry typed = entries.get("type");
        ParameterType type = typed == null ? ParameterType.TEXT : type(typed.value(), what);
        Entry chosen = entries.get("choices");
        Parameter parameter = new Parameter(
                name,
                type,
                Optional.empty(),
                chosen == null ? List.of() : yaml.list(chosen.value(), "choices of " + what),
                description(what, entries));
        Entry standard = entries.get("default");
        return standard == null
                ? parameter
                : new Parameter(
                        name,
                        type,
                        Optional.of(value(parameter, standard.value(), yaml)),
                        parameter.choices(),
                        parameter.description());
    }

    private String description(String what, Map<String, Entry> entries) {
        Entry description = entries.get("description");
        return description == null ? "" : yaml.text(description.value(), "the description of " + what);
    }

    private ParameterType type(Node node, String what) {
        String word = yaml.text(node, "the type of " + what);
        return ParameterType.of(word)
                .orElseThrow(() -> yaml.refuse(
                        node,
                        "cannot read the type of " + what + ": \"" + word + "\"",
                        "one of " + String.join(", ", ParameterType.words()),
                        Suggestion.hint(word, ParameterType.words())));
    }

    /** A parameter's value in a YAML file: a list may be one there. */
    static Value value(Parameter parameter, Node node, YamlFile yaml) {
        String what = "parameter \"" + parameter.name() + "\"";
        String text = parameter.type() == ParameterType.LIST && node instanceof SequenceNode
                ? String.join(",", yaml.list(node, what))
                : yaml.text(node, what);
        return ParameterValues.read(parameter, text)
                .orElseThrow(() -> yaml.refuse(
                        node,
                        "cannot set " + what + " to \"" + text + "\"",
                        parameter.expected(),
                        Suggestion.hint(text, parameter.choices())));
    }

    private Map<String, Recipe.NamedContext> contexts(Node node) {
        Map<String, Recipe.NamedContext> contexts = new LinkedHashMap<>();
        yaml.mapping(node, "contexts").forEach((name, entry) -> {
            String what = "context \"" + name + "\"";
            Map<String, Entry> entries = yaml.mapping(entry.value(), what, Set.of("description", "default"));
            Entry standard = entries.get("default");
            contexts.put(
                    name,
                    new Recipe.NamedContext(
                            description(what, entries),
                            Optional.ofNullable(standard).map(each -> yaml.text(each.value(), what))));
        });
        return contexts;
    }

    private Recipe.Run run(Node node) {
        Map<String, Entry> entries = yaml.mapping(node, "run", Set.of("ports", "volumes"));
        return new Recipe.Run(texts(entries, "ports"), texts(entries, "volumes"));
    }
}
