package dev.slipway.cli;

import static dev.slipway.cli.Options.list;
import static dev.slipway.cli.Options.text;

import dev.slipway.advise.explain.StepGraph;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import dev.slipway.plan.request.ContextSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What commands that look at a Dockerfile without building it share. */
final class ContextFlags {
    private static final int LARGEST_IGNORE_FILE = 16 << 20;

    Optional<String> file = Optional.empty();

    Optional<String> target = Optional.empty();

    List<String> arguments = List.of();

    List<String> buildContexts = List.of();

    CommandModel addTo(CommandModel command) {
        return command.options(
                text(value -> file = value, "-f", "--file")
                        .paramLabel("FILE")
                        .description("Dockerfile (default: CONTEXT/Dockerfile)."),
                text(value -> target = value, "--target")
                        .paramLabel("STAGE")
                        .description("Stage to look at (default: the last)."),
                list(value -> arguments = value, "--build-arg")
                        .paramLabel("KEY[=VALUE]")
                        .description("Build argument; without a value it is taken from the environment."),
                list(value -> buildContexts = value, "--build-context")
                        .paramLabel("NAME=CONTEXT")
                        .description(
                                "A context that stands in for a stage or image, as slipway build takes it; repeatable."));
    }

    /**
     * @param directory of the context
     * @param dockerfile with the ignore file that goes with it
     * @param path of the Dockerfile
     */
    record Located(Path directory, DockerfileLocation.Text dockerfile, Path path) {}

    private static Path here() {
        return Path.of("").toAbsolutePath();
    }

    /** @throws PlanException when the context is no directory or has no Dockerfile */
    Located locate(String context) throws IOException {
        if (!(ContextSpec.parse(context, here()) instanceof ContextSpec.Directory(Path directory))) {
            throw PlanException.badValue("build context \"" + context + "\"", "a directory of this machine");
        }
        try (BuildSources sources = new BuildSources(here(), InputStream.nullInputStream())) {
            if (sources.locate(context, file).dockerfile() instanceof DockerfileLocation.Text text) {
                return new Located(directory, text, path(directory));
            }
        }
        throw PlanException.badValue("build context \"" + context + "\"", "a directory of this machine");
    }

    /** Where the Dockerfile is, whether it is there or not. */
    Path path(Path directory) {
        Path usual = directory.resolve("Dockerfile");
        Path lower = directory.resolve("dockerfile");
        return file.map(here()::resolve).orElse(!Files.exists(usual) && Files.exists(lower) ? lower : usual);
    }

    /** @throws PlanException when one is a directory that is not there */
    Map<String, ContextSpec> contexts() {
        Map<String, ContextSpec> contexts = NamedContextFlags.parse(buildContexts, here());
        contexts.forEach((name, spec) -> {
            if (spec instanceof ContextSpec.Directory(Path directory) && !Files.isDirectory(directory)) {
                throw PlanException.badValue("--build-context \"" + name + "=" + directory + "\"", "a directory");
            }
        });
        return contexts;
    }

    /** Of named contexts, those that are directories of this machine. */
    List<Path> directories() {
        return contexts().values().stream()
                .filter(ContextSpec.Directory.class::isInstance)
                .map(spec -> ((ContextSpec.Directory) spec).path())
                .distinct()
                .toList();
    }

    Map<String, String> buildArguments(Session session) {
        return pairs("--build-arg", arguments, session);
    }

    static Map<String, String> pairs(String option, List<String> texts, Session session) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals > 0) {
                pairs.put(text.substring(0, equals), text.substring(equals + 1));
            } else if (equals < 0 && !text.isEmpty()) {
                session.variable(text).ifPresent(value -> pairs.put(text, value));
            } else {
                throw PlanException.badValue(option + " \"" + text + "\"", "KEY=VALUE or KEY");
            }
        }
        return pairs;
    }

    /** Plans without network. */
    StepGraph graph(Located located, DockerfileLocation dockerfile, Map<String, String> buildArguments) {
        return graph(located, dockerfile, buildArguments, Map.of());
    }

    /** @param ignores other texts for the ignore files of named contexts, by their directories */
    StepGraph graph(
            Located located,
            DockerfileLocation dockerfile,
            Map<String, String> buildArguments,
            Map<Path, String> ignores) {
        return StepGraph.plan(
                StepGraph.request(dockerfile, located.directory(), contexts(), target, buildArguments),
                (context, path) -> file(context, path, ignores));
    }

    private static Optional<byte[]> file(ContextSpec context, String path, Map<Path, String> ignores) {
        if (!(context instanceof ContextSpec.Directory(Path directory))) {
            return Optional.empty();
        }
        String other = path.equals(".dockerignore") ? ignores.get(directory) : null;
        return other == null ? read(directory.resolve(path)) : Optional.of(other.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<byte[]> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_IGNORE_FILE + 1);
            if (bytes.length > LARGEST_IGNORE_FILE) {
                throw PlanException.badValue("ignore file \"" + file + "\" of more than 16 MiB", "an ignore file");
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read \"" + file + "\"", e);
        }
    }
}
