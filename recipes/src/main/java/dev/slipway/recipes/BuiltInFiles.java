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
 * a line; {@code builtin/shared/...} are fragments for all of them.
 */
record BuiltInFiles(String recipe) implements RecipeFiles {
    private static final String ROOT = "builtin/";
    private static final String SHARED = "shared/";

    static List<String> names() {
        return resource(ROOT + "index").orElseThrow().lines().toList();
    }

    /** A file that every recipe can include, also a user's. */
    static Optional<String> shared(String name) {
        return name.startsWith(SHARED) ? resource(ROOT + name) : Optional.empty();
    }

    @Override
    public Optional<String> text(String name) {
        RecipeFiles.requireInside(name);
        return shared(name).or(() -> resource(ROOT + recipe + "/" + name));
    }

    @Override
    public String label(String name) {
        return name.startsWith(SHARED) ? name : recipe + "/" + name;
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
