package dev.slipway.recipes;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds recipes. */
public final class Recipes {
    private Recipes() {}

    /** Those that come with Slipway, by name. */
    public static List<Recipe> builtIn() {
        return BuiltInFiles.names().stream()
                .map(name -> read(new BuiltInFiles(name)).orElseThrow())
                .toList();
    }

    /**
     * The recipe of a name, or in a directory: what has a {@code /} in it, or is {@code .} or {@code ..}, is a directory.
     *
     * @param here what relative directories are relative to
     * @throws RecipeException when there is none, or it cannot be read
     */
    public static Recipe find(String nameOrDirectory, Path here) {
        if (nameOrDirectory.contains("/") || nameOrDirectory.equals(".") || nameOrDirectory.equals("..")) {
            return read(new DirectoryFiles(here.resolve(nameOrDirectory).normalize(), nameOrDirectory))
                    .orElseThrow(() -> new RecipeException(
                            "no recipe in \"" + nameOrDirectory + "\" (expected: a directory with " + Recipe.DESCRIPTION
                                    + ")",
                            Optional.empty()));
        }
        List<String> names = BuiltInFiles.names();
        if (!names.contains(nameOrDirectory)) {
            throw new RecipeException(
                    "no recipe \"" + nameOrDirectory + "\" (expected: " + String.join(", ", names)
                            + ", or the path of a directory)",
                    hint(nameOrDirectory, here, names));
        }
        return read(new BuiltInFiles(nameOrDirectory)).orElseThrow();
    }

    private static Optional<String> hint(String name, Path here, List<String> names) {
        boolean directory = Files.isRegularFile(here.resolve(name).resolve(Recipe.DESCRIPTION));
        return directory ? Optional.of("use \"./" + name + "\"") : Suggestion.hint(name, names);
    }

    private static Optional<Recipe> read(RecipeFiles files) {
        return files.text(Recipe.DESCRIPTION)
                .map(text -> new RecipeReader(new SourceText(files.label(Recipe.DESCRIPTION), text), files).read());
    }
}
