package dev.slipway.serve.embedded.gguf;

import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the GGUF file that a model path means: the file itself, or the only one in the directory. */
public final class ModelFiles {
    private ModelFiles() {}

    /** NOT_FOUND when there is nothing, FAILED_PRECONDITION when it is no GGUF or not clear which. */
    public static Path find(Path path) {
        if (!Files.exists(path)) {
            throw new ServeException(
                    Code.NOT_FOUND,
                    "cannot load model: " + path + ": no such file (expected: a GGUF file, or a directory with one)");
        }
        if (!Files.isDirectory(path)) {
            return path;
        }
        List<String> names = names(path);
        List<String> models = names.stream()
                .filter(name -> name.endsWith(".gguf") && !name.startsWith("mmproj"))
                .toList();
        if (models.size() == 1) {
            return path.resolve(models.getFirst());
        }
        String found = models.isEmpty()
                ? names.stream().anyMatch(name -> name.endsWith(".safetensors"))
                        ? "safetensors files but no GGUF file"
                        : "no GGUF file"
                : String.join(", ", models);
        throw new ServeException(
                Code.FAILED_PRECONDITION,
                "cannot load model: " + path + ": " + found
                        + " (expected: one GGUF file; name it if there are several, convert others with llama.cpp's convert_hf_to_gguf.py)");
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new ServeException(
                    Code.FAILED_PRECONDITION, "cannot read directory: " + directory + ": " + e.getMessage(), e);
        }
    }
}
