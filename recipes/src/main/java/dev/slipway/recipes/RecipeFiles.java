package dev.slipway.recipes;

import java.nio.file.Path;
import java.util.Optional;

/** Where a recipe's files are. Names have the form {@code fragments/apt.j2}; none leads out of the recipe. */
public sealed interface RecipeFiles permits BuiltInFiles, DirectoryFiles {
    /**
     * The text of a file; empty when there is none.
     *
     * @throws RecipeException for a name that leads out of the recipe, or a file that cannot be read as text
     */
    Optional<String> text(String name);

    /** The file as messages name it. */
    String label(String name);

    /** The directory; empty for recipes that come with Slipway. */
    Optional<Path> directory();

    /** Refuses absolute names and such with {@code ..}. */
    static void requireInside(String name) {
        boolean inside = !name.isEmpty()
                && !name.startsWith("/")
                && !name.contains("\\")
                && Path.of(name).normalize().toString().equals(name)
                && !name.equals("..")
                && !name.startsWith("../");
        if (!inside) {
            throw new RecipeException(
                    "cannot read \"" + name + "\" (expected: a file of the recipe, without ..)", Optional.empty());
        }
    }
}
