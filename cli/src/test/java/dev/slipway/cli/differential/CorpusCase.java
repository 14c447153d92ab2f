package dev.slipway.cli.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One small Dockerfile that two builders build. What the builders are told stands in lines at the file's end, so that
 * parser directives can come first:
 *
 * <pre>
 * # case: args --build-arg A=1 --target x     further flags for both
 * # case: fails                               both must refuse it
 * # case: only REASON                         no peer at hand does this: only Slipway builds it, and `expect` tells what must come out
 * # case: expect PATH FACTS                   an entry of the root file system as FlatImage writes it (a part of it)
 * # case: ignore PATH REASON                  an entry in which Slipway follows newer documented behaviour than the peer
 * # case: ignore-history REASON
 * </pre>
 */
record CorpusCase(
        String name,
        Path dockerfile,
        List<String> arguments,
        boolean fails,
        Optional<String> only,
        List<Expected> expected,
        List<String> ignored,
        boolean ignoreHistory) {

    record Expected(String path, String facts) {}

    static List<CorpusCase> all(Path corpus) throws IOException {
        try (Stream<Path> files = Files.walk(corpus)) {
            return files.filter(file -> file.toString().endsWith(".Dockerfile"))
                    .sorted()
                    .map(file -> read(corpus, file))
                    .toList();
        }
    }

    private static CorpusCase read(Path corpus, Path file) {
        List<String> arguments = new ArrayList<>();
        List<Expected> expected = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        boolean fails = false;
        boolean ignoreHistory = false;
        Optional<String> only = Optional.empty();
        for (String line : lines(file)) {
            if (!line.startsWith("# case: ")) {
                continue;
            }
            String[] words = line.substring("# case: ".length()).split(" ", 3);
            switch (words[0]) {
                case "args" ->
                    arguments.addAll(
                            List.of(line.substring("# case: args ".length()).split(" ")));
                case "fails" -> fails = true;
                case "only" -> only = Optional.of(line.substring("# case: only ".length()));
                case "expect" -> expected.add(new Expected(words[1], words[2]));
                case "ignore" -> ignored.add(words[1]);
                case "ignore-history" -> ignoreHistory = true;
                default -> throw new IllegalArgumentException(file + ": unknown case line \"" + line + "\"");
            }
        }
        return new CorpusCase(
                corpus.relativize(file).toString().replace(".Dockerfile", ""),
                file,
                List.copyOf(arguments),
                fails,
                only,
                List.copyOf(expected),
                List.copyOf(ignored),
                ignoreHistory);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
