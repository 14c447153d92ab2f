package dev.slipway.advise.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.advise.check.shellcheck.ShellCheck;
import dev.slipway.dockerfile.Dockerfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
                        CheckConfig.NONE, Optional.of(new ShellCheck(PROGRAM, Duration.ofSeconds(60))))
                .check(CheckInput.of(Dockerfile.parse("Dockerfile", text)))
                .findings();
        assertThat(found)
                .filteredOn(finding -> finding.rule().startsWith("SC"))
                .extracting(finding -> finding.rule() + "@" + finding.span())
                .contains("SC2086@7:8", "SC2086@10:6", "SC3010@12:5")
                .noneMatch(place -> place.matches(".*@(1[3-9]|2[0-9]):.*"))
                .noneMatch(place -> place.startsWith("SC2154"));
    }
}
