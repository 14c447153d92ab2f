package dev.slipway.advise.check.slipway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.ContextFiles;
import dev.slipway.advise.check.Finding;
import dev.slipway.dockerfile.Dockerfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Dockerfiles with what they need beside them, for tests. Comments say what: {@code # context: PATH [BYTES]} is a file
 * of the context, {@code # context| …} a line of its text; {@code # other: NAME} and {@code # other| …} another
 * Dockerfile.
 */
final class Checks {
    private Checks() {}

    static CheckInput input(String dockerfile) {
        Map<String, StringBuilder> texts = new LinkedHashMap<>();
        List<ContextFiles.Entry> files = new ArrayList<>();
        List<Dockerfile> others = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        StringBuilder other = new StringBuilder();
        for (String line : dockerfile.split("\n")) {
            if (line.startsWith("# context: ")) {
                String[] words = line.substring(11).split(" ");
                files.add(new ContextFiles.Entry(words[0], words.length > 1 ? Long.parseLong(words[1]) : 1000, false));
                text = new StringBuilder();
                texts.put(words[0], text);
            } else if (line.startsWith("# context| ")) {
                text.append(line.substring(11)).append('\n');
            } else if (line.startsWith("# other| ")) {
                other.append(line.substring(9)).append('\n');
            }
        }
        if (!other.isEmpty()) {
            others.add(Dockerfile.parse("other.Dockerfile", other.toString()));
        }
        return new CheckInput(
                Dockerfile.parse("Dockerfile", dockerfile),
                Optional.empty(),
                Map.of(),
                files.isEmpty() ? Optional.empty() : Optional.of(new Given(files, texts)),
                others,
                List.of());
    }

    /** What all rules find, as {@code Rule:line}, in the rules' order. */
    static List<String> findings(CheckInput input) {
        return all(input).stream()
                .map(finding -> finding.rule() + ":" + finding.line())
                .toList();
    }

    static List<Finding> all(CheckInput input) {
        return SlipwayRules.all().stream()
                .flatMap(rule -> rule.check(input).stream())
                .toList();
    }

    static List<String> findings(String dockerfile) {
        return findings(input(dockerfile));
    }

    static String resource(String name) {
        try (var stream = Checks.class.getResourceAsStream("/" + name)) {
            if (stream == null) {
                throw new IllegalArgumentException("no test resource \"" + name + "\"");
            }
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the repository. */
    static String file(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Given(List<ContextFiles.Entry> files, Map<String, StringBuilder> texts) implements ContextFiles {
        @Override
        public Optional<String> text(String path) {
            return Optional.ofNullable(texts.get(path)).map(StringBuilder::toString);
        }
    }
}
