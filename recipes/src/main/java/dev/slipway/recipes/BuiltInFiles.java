package dev.slipway.recipes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files of the recipes that come with Slipway: resources {@code builtin/NAME/...}. {@code builtin/index} lists the recipes, one
 * a line.
 */
record BuiltInFiles(String recipe) implements RecipeFiles {
    private static final String ROOT = "builtin/";

    static List<String> names() {
        return resource(ROOT + "index").orElseThrow().lines().toList();
    }

    @Override
    public Optional<String> text(String name) {
        RecipeFiles.requireInside(name);
        return resource(ROOT + recipe + "/" + name);
    }

    @Override
    public String label(String name) {
        return recipe + "/" + name;
    }

    @Override
    public Optional<Path> directory() {
        return Optional.empty();
    }

    private static Optional<String> resource(String name) {
        try (InputStream in = BuiltInFiles.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + name, e);
        }
    }
}
