package dev.slipway.recipes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files of a recipe in a directory. Links that lead out of it are refused: what they name would end up in an image.
 *
 * @param shown the directory as the user named it
 */
record DirectoryFiles(Path path, String shown) implements RecipeFiles {
    private static final int LARGEST = 4 << 20;

    @Override
    public Optional<String> text(String name) {
        RecipeFiles.requireInside(name);
        Path file = path.resolve(name);
        if (!Files.isRegularFile(file)) {
            return BuiltInFiles.shared(name);
        }
        try {
            if (!file.toRealPath().startsWith(path.toRealPath())) {
                throw refused(name, "a file inside of the recipe's directory");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                if (bytes.length > LARGEST) {
                    throw refused(name, "at most 4 MiB");
                }
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
            }
        } catch (CharacterCodingException e) {
            throw refused(name, "text in UTF-8");
        } catch (IOException e) {
            throw refused(name, "a readable file");
        }
    }

    private RecipeException refused(String name, String expected) {
        return new RecipeException(
                "cannot read \"" + label(name) + "\" (expected: " + expected + ")", Optional.empty());
    }

    @Override
    public String label(String name) {
        return shown.endsWith("/") ? shown + name : shown + "/" + name;
    }

    @Override
    public Optional<Path> directory() {
        return Optional.of(path);
    }
}
