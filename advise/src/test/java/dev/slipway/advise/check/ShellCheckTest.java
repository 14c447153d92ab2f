package dev.slipway.advise.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.advise.check.shellcheck.ShellCheck;
import dev.slipway.dockerfile.Dockerfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real program; skipped where it is not installed. */
class ShellCheckTest {
    private static final Path PROGRAM = Path.of("/usr/bin/shellcheck");

    @Test
    void findingsAreAtTheirPlacesInTheDockerfile() {
        assumeThat(Files.isExecutable(PROGRAM)).isTrue();
        String text = String.join(
                "\n",
                "FROM x:1 AS a",
                "ENV lower=1",
                "RUN --mount=type=cache,target=/c \\",
                "    echo $lower && \\",
                "    # a comment",
                "",
                "    ls $1",
                "RUN <<E",
                "echo a",
                "  ls $2",
                "E",
                "RUN [[ a == b ]]",
                "RUN [\"sh\", \"-c\", \"ls $1\"]",
                "SHELL [\"/bin/bash\", \"-c\"]",
                "RUN [[ a == \"$HOME\" ]]",
                "FROM a",
                "RUN [[ b == \"$HOME\" ]]",
                "RUN <<E",
                "#!/usr/bin/env python3",
                "if (:",
                "E",
                "");
        List<Finding> found = new Checker(
                        CheckConfig.NONE,
                        Optional.of(new ShellCheck(PROGRAM, Duration.ofSeconds(60), Optional.empty())))
                .check(CheckInput.of(Dockerfile.parse("Dockerfile", text)))
                .findings();
        assertThat(found)
                .filteredOn(finding -> finding.rule().startsWith("SC"))
                .extracting(finding -> finding.rule() + "@" + finding.span())
                .contains("SC2086@7:8", "SC2086@10:6", "SC3010@12:5")
                .noneMatch(place -> place.matches(".*@(1[3-9]|2[0-9]):.*"))
                .noneMatch(place -> place.startsWith("SC2154"));
    }

    @TempDir
    private Path directory;

    /** The real program, which leaves a line for each script that it is given. */
    private Path counting() throws IOException {
        Path program = directory.resolve("shellcheck");
        Files.writeString(program, """
                #!/bin/sh
                for file; do case $file in *.sh) tail -n 1 "$file" >>"%s" ;; esac; done
                exec %s "$@"
                """.formatted(directory.resolve("asked"), PROGRAM));
        Files.setAttribute(program, "unix:mode", 0755);
        return program;
    }

    private List<String> check(Path program, String... lines) {
        return new Checker(
                        CheckConfig.NONE,
                        Optional.of(new ShellCheck(
                                program, Duration.ofSeconds(60), Optional.of(directory.resolve("memory/shellcheck")))))
                        .check(CheckInput.of(Dockerfile.parse("Dockerfile", String.join("\n", lines) + "\n")))
                        .findings()
                        .stream()
                        .filter(finding -> finding.rule().startsWith("SC"))
                        .map(finding -> finding.rule() + "@" + finding.span() + " " + finding.message())
                        .toList();
    }

    private List<String> asked() throws IOException {
        Path file = directory.resolve("asked");
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        Files.deleteIfExists(file);
        return lines;
    }

    @Test
    void unchangedScript_isNotGivenToTheProgramAgain() throws IOException {
        assumeThat(Files.isExecutable(PROGRAM)).isTrue();
        Path program = counting();
        List<String> first = check(program, "FROM x:1", "RUN ls $1", "RUN [[ a == b ]]", "RUN ls $1", "RUN true");
        assertThat(first).hasSizeGreaterThanOrEqualTo(3);
        assertThat(asked()).containsExactlyInAnyOrder("ls $1", "[[ a == b ]]", "true");

        assertThat(check(program, "FROM x:1", "RUN ls $1", "RUN [[ a == b ]]", "RUN ls $1", "RUN true"))
                .isEqualTo(first);
        assertThat(asked()).isEmpty();

        // Lines and columns are those of where the script is now.
        assertThat(check(program, "FROM x:1", "", "RUN   ls $2", "RUN    ls $1"))
                .anySatisfy(finding -> assertThat(finding).startsWith("SC2086@3:10"))
                .anySatisfy(finding -> assertThat(finding).startsWith("SC2086@4:11"));
        assertThat(asked()).containsExactly("ls $2");
    }

    @Test
    void otherVariablesOrAnotherShell_areAnotherQuestion() throws IOException {
        assumeThat(Files.isExecutable(PROGRAM)).isTrue();
        Path program = counting();
        assertThat(check(program, "FROM x:1", "RUN echo \"$lower\"")).isNotEmpty();
        assertThat(check(program, "FROM x:1", "ENV lower=1", "RUN echo \"$lower\""))
                .isEmpty();
        assertThat(check(program, "FROM x:1", "ENV lower=1", "SHELL [\"/bin/bash\", \"-c\"]", "RUN echo \"$lower\""))
                .isEmpty();
        assertThat(asked()).hasSize(3);
    }

    @Test
    void anotherProgram_orDamagedMemory_isAskedAnew() throws IOException {
        assumeThat(Files.isExecutable(PROGRAM)).isTrue();
        Path program = counting();
        List<String> first = check(program, "FROM x:1", "RUN ls $1");
        Files.writeString(program, Files.readString(program) + "# newer\n");
        assertThat(check(program, "FROM x:1", "RUN ls $1")).isEqualTo(first);
        assertThat(asked()).hasSize(2);
        try (Stream<Path> files = Files.list(directory.resolve("memory/shellcheck"))) {
            for (Path file : files.toList()) {
                Files.writeString(file, Files.readString(file).replace("\t", " "));
            }
        }
        assertThat(check(program, "FROM x:1", "RUN ls $1")).isEqualTo(first);
        assertThat(asked()).hasSize(1);
    }
}
