package dev.slipway.cli.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs programs of the machine for tests. */
public final class Programs {
    private Programs() {}

    /** What a program left: its exit code and all output, both streams in one. */
    public record Result(int exitCode, String output) {}

    /** Runs to the end; the exit code is the caller's to judge. */
    public static Result run(Map<String, String> environment, List<String> command) {
        try {
            Path log = Files.createTempFile("program", ".log");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
                builder.redirectInput(
                        ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
                builder.environment().putAll(environment);
                int code = builder.start().waitFor();
                return new Result(code, Files.readString(log, StandardCharsets.ISO_8859_1));
            } finally {
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    /** Runs a program that must succeed; its output. */
    public static String check(String... command) {
        Result result = run(Map.of(), List.of(command));
        if (result.exitCode() != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " ended with " + result.exitCode() + ":\n" + result.output());
        }
        return result.output();
    }
}
