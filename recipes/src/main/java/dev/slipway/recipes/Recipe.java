package dev.slipway.recipes;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recipe as its {@code recipe.yaml} says, and its files.
 *
 * @param parameters in the order of the file
 * @param contexts named contexts that its Dockerfile uses, by name
 * @param targets what its stages are that can be built, by name
 * @param tags names of the image when nobody says others; templates over the parameters
 * @param run what a container of the image offers and wants
 */
public record Recipe(
        String name,
        String description,
        List<Parameter> parameters,
        Map<String, NamedContext> contexts,
        Map<String, String> targets,
        List<String> tags,
        Run run,
        RecipeFiles files) {
    /** The file that describes a recipe. */
    static final String DESCRIPTION = "recipe.yaml";
    /** The template of its Dockerfile. */
    static final String TEMPLATE = "Dockerfile.j2";

    public Recipe {
        parameters = List.copyOf(parameters);
        tags = List.copyOf(tags);
    }

    /**
     * A context besides the main one.
     *
     * @param standard what it is when nobody says: a template over the parameters and {@code host}, the facts of this
     *     machine; absent for one that must be given
     */
    public record NamedContext(String description, Optional<String> standard) {}

    /**
     * How its containers are used.
     *
     * @param ports what listens where in a container; templates over the parameters
     * @param volumes what is expected to be mounted where, by paths that are templates too
     */
    public record Run(Map<String, String> ports, Map<String, String> volumes) {
        static final Run NOTHING = new Run(Map.of(), Map.of());
    }

    Optional<Parameter> parameter(String wanted) {
        return parameters.stream().filter(each -> each.name().equals(wanted)).findFirst();
    }

    List<String> parameterNames() {
        return parameters.stream().map(Parameter::name).toList();
    }
}
