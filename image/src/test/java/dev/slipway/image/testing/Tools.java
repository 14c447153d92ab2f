package dev.slipway.image.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the programs that results are compared with. */
public final class Tools {
    private Tools() {}

    /** Standard output of a program that has to succeed; AssertionError with all of its output when it does not. */
    public static String run(Path directory, String... command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("tool", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(errors.toFile())
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new AssertionError(
                        List.of(command) + " exited with " + code + ": " + output + Files.readString(errors));
            }
            return output;
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
