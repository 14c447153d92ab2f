package dev.slipway.cli;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.ContextFiles;
import dev.slipway.advise.check.DirectoryContextFiles;
import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.advise.check.config.ConfigReader;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.plan.PlanException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files that a check reads. */
final class CheckSources {
    private static final int LARGEST_DOCKERFILE = 16 << 20;
    private static final int LARGEST_CONFIG = 1 << 20;
    private static final int MAX_OTHERS = 50;

    private final String name;
    private final byte[] text;
    private final Optional<Path> path;
    private final Optional<Path> context;

    private CheckSources(String name, byte[] text, Optional<Path> path, Optional<Path> context) {
        this.name = name;
        this.text = text;
        this.path = path;
        this.context = context;
    }

    /** @param file as given; {@code -} for standard input */
    static CheckSources locate(Optional<String> file, Optional<Path> context) throws IOException {
        context.filter(directory -> !Files.isDirectory(directory)).ifPresent(directory -> {
            throw PlanException.badValue("context \"" + directory + "\"", "a directory");
        });
        if (file.equals(Optional.of("-"))) {
            try (InputStream in = new FileInputStream(FileDescriptor.in)) {
                return new CheckSources("-", read("-", in, LARGEST_DOCKERFILE), Optional.empty(), context);
            }
        }
        Path directory = context.orElse(Path.of(""));
        Path found = file.map(Path::of).orElse(directory.resolve("Dockerfile"));
        if (file.isEmpty() && !Files.exists(found) && Files.exists(directory.resolve("dockerfile"))) {
            found = directory.resolve("dockerfile");
        }
        if (!Files.isRegularFile(found)) {
            throw new PlanException(
                    PlanException.Code.NO_DOCKERFILE,
                    "cannot read the Dockerfile: no file \"" + found + "\" (expected: a Dockerfile)",
                    Optional.of("name it with -f FILE"));
        }
        try (InputStream in = Files.newInputStream(found)) {
            return new CheckSources(
                    found.toString(),
                    read(found.toString(), in, LARGEST_DOCKERFILE),
                    Optional.of(found),
                    Optional.of(directory.toAbsolutePath()));
        }
    }

    private static byte[] read(String name, InputStream in, int limit) throws IOException {
        byte[] bytes = in.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw PlanException.badValue("file \"" + name + "\"", "at most " + (limit >> 20) + " MiB");
        }
        return bytes;
    }

    /** The context as build records name it; empty when there is none. */
    String directory() {
        return context.map(path -> path.toAbsolutePath().normalize().toString()).orElse("");
    }

    CheckInput input(Optional<String> target, Map<String, String> arguments, List<String> trustedRegistries)
            throws IOException {
        Dockerfile dockerfile = Dockerfile.parse(name, text);
        Optional<ContextFiles> files = context.isPresent()
                ? Optional.of(DirectoryContextFiles.list(context.get(), path.map(Path::toAbsolutePath)))
                : Optional.empty();
        List<Dockerfile> others = files.map(this::others).orElse(List.of());
        return new CheckInput(dockerfile, target, arguments, files, others, trustedRegistries);
    }

    /** Writes the Dockerfile anew. */
    void replace(String content) throws IOException {
        Path file = path.orElseThrow(() ->
                PlanException.badValue("--fix with a Dockerfile on standard input", "a file that can be written"));
        WholeFile.write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** The context's other Dockerfiles, by their names; those that cannot be read are left out. */
    private List<Dockerfile> others(ContextFiles files) {
        Path root = context.orElseThrow();
        Optional<Path> own = path.map(file -> file.toAbsolutePath().normalize());
        List<Dockerfile> others = new ArrayList<>();
        for (ContextFiles.Entry entry : files.files()) {
            String base = entry.path().substring(entry.path().lastIndexOf('/') + 1);
            boolean named = base.equals("Dockerfile")
                    || base.startsWith("Dockerfile.") && !base.endsWith(".dockerignore")
                    || base.endsWith(".Dockerfile");
            boolean itself = own.equals(Optional.of(root.resolve(entry.path()).normalize()));
            if (named && !itself && others.size() < MAX_OTHERS) {
                files.text(entry.path()).ifPresent(content -> {
                    try {
                        others.add(Dockerfile.parse(entry.path(), content));
                    } catch (DockerfileException e) {
                        // It is not the one that is checked.
                    }
                });
            }
        }
        return others;
    }

    /** Slipway's file over hadolint's, each from the context or else from the current directory. */
    CheckConfig configs() throws IOException {
        CheckConfig slipway = first(List.of(".slipway.yaml", ".slipway.yml"))
                .map(ConfigReader::slipway)
                .orElse(CheckConfig.NONE);
        CheckConfig hadolint = first(List.of(".hadolint.yaml", ".hadolint.yml"))
                .map(ConfigReader::hadolint)
                .orElse(CheckConfig.NONE);
        return slipway.over(hadolint);
    }

    /** A file that the user named. */
    static CheckConfig config(Path file) throws IOException {
        return ConfigReader.slipway(source(file));
    }

    private Optional<SourceText> first(List<String> names) throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        context.ifPresent(directories::add);
        directories.add(Path.of("").toAbsolutePath());
        for (Path directory : directories) {
            for (String candidate : names) {
                if (Files.isRegularFile(directory.resolve(candidate))) {
                    return Optional.of(source(directory.resolve(candidate)));
                }
            }
        }
        return Optional.empty();
    }

    private static SourceText source(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw PlanException.badValue("configuration \"" + file + "\"", "a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new SourceText(
                    file.toString(), new String(read(file.toString(), in, LARGEST_CONFIG), StandardCharsets.UTF_8));
        }
    }
}
