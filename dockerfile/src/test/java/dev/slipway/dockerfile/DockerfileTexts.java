package dev.slipway.dockerfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Generated Dockerfiles: valid ones, mutated ones, and texts that only look like some. */
public final class DockerfileTexts {
    private static final List<String> PIECES = List.of(
            "FROM",
            "RUN",
            "COPY",
            "ADD",
            "ENV",
            "LABEL",
            "ARG",
            "ONBUILD",
            "HEALTHCHECK",
            "CMD",
            "SHELL",
            "VOLUME",
            "EXPOSE",
            "#",
            "# escape=`",
            "# syntax=x",
            "--from=a",
            "--mount=type=cache,target=/x",
            "--link",
            "--",
            "=",
            "<<EOF",
            "<<-'E'",
            "EOF",
            "E",
            "[",
            "]",
            "\"",
            "'",
            ",",
            "$",
            "${",
            "}",
            ":-",
            "\\",
            "`",
            "\\\n",
            "`\n",
            "\\ \t\n",
            " ",
            "\t",
            "\n",
            "\r\n",
            "\r",
            "a",
            "AS",
            "\ufeff",
            "\u00a0",
            "é",
            "😀",
            "\ud800",
            "\u0000");

    private DockerfileTexts() {}

    /** Any sequence of the language's pieces. */
    public static Arbitrary<String> pieces() {
        return Arbitraries.of(PIECES).list().ofMaxSize(40).map(parts -> String.join("", parts));
    }

    /** Files that parse, with stages, flags, continuations, comments and heredocs. */
    public static Arbitrary<String> valid() {
        Arbitrary<String> word = Arbitraries.of("a", "b/c", "\"q r\"", "$X", "${Y:-z}", "x\\\ny", "é");
        Arbitrary<String> gap = Arbitraries.of(" ", "  ", "\t", " \\\n ", " \\\n# c\n  ", " \\\n\n\t");
        Arbitrary<String> instruction = Arbitraries.oneOf(
                word.flatMap(it -> gap.map(space -> "RUN" + space + it)),
                word.flatMap(it -> gap.map(space -> "COPY --from=s0" + space + "--link" + space + it + space + "/d/")),
                word.flatMap(it -> gap.map(space -> "ENV A=" + it.replace("\\\n", "") + space + "B=1")),
                word.map(it -> "RUN <<EOF cat > " + it + "\n" + it + " ${\nRUN x\nEOF"),
                word.map(it -> "COPY <<-F --x /d\n\t" + it + "\n\t\tF").map(it -> it.replace(" --x", "")),
                word.map(it -> "onbuild run --mount=type=cache,target=/c " + it),
                Arbitraries.of(
                        "# comment",
                        "",
                        "  ",
                        "CMD [\"a\", \"b\"]",
                        "VOLUME /v",
                        "EXPOSE 80",
                        "USER u",
                        "HEALTHCHECK --interval=5s CMD x",
                        "SHELL [\"/bin/sh\"]",
                        "LABEL old label",
                        "FROM b"));
        Arbitrary<String> end = Arbitraries.of("\n", "\r\n");
        Arbitrary<String> head = Arbitraries.of("", "# syntax=a\n", "\ufeff", "ARG X=1\n", "# c\n\n");
        return end.flatMap(line -> head.flatMap(first -> instruction
                .list()
                .ofMaxSize(12)
                .map(lines -> (first + "FROM a AS s0\n" + String.join("\n", lines)).replace("\n", line))));
    }

    /** Valid files, golden cases among them, with a few random cuts, copies and insertions. */
    public static Arbitrary<String> mutated() {
        Arbitrary<String> base = Arbitraries.oneOf(valid(), Arbitraries.of(goldenFiles()));
        Arbitrary<Integer> place = Arbitraries.integers().between(0, 10_000);
        return base.flatMap(text -> place.flatMap(from ->
                place.flatMap(length -> Arbitraries.of(PIECES).map(piece -> {
                    int start = from % (text.length() + 1);
                    int end = Math.min(text.length(), start + length % 12);
                    return switch (length % 3) {
                        case 0 -> text.substring(0, start) + text.substring(end);
                        case 1 -> text.substring(0, start) + piece + text.substring(start);
                        default -> text.substring(0, end) + text.substring(start);
                    };
                }))));
    }

    private static List<String> goldenFiles() {
        Path cases = Path.of("src/test/resources/dev/slipway/dockerfile/accepted");
        try (Stream<Path> found = Files.list(cases)) {
            return found.sorted().map(it -> read(it.resolve("Dockerfile"))).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
