package dev.slipway.advise.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.advise.check.config.ConfigReader;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that need a build context or a configuration. */
class ConfiguredRuleTest {
    @TempDir
    private Path context;

    static List<String> check(String config, String dockerfile) {
        CheckConfig settings = ConfigReader.hadolint(new SourceText(".hadolint.yaml", config));
        CheckInput input = new CheckInput(
                Dockerfile.parse("Dockerfile", dockerfile),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of(),
                settings.trustedRegistries());
        return new Checker(settings, Optional.empty())
                .check(input).findings().stream()
                        .map(finding -> finding.rule() + ":" + finding.line())
                        .toList();
    }

    private List<String> ignored(String ignore, String dockerfile) throws IOException {
        Files.writeString(context.resolve(".dockerignore"), ignore);
        CheckInput input = new CheckInput(
                Dockerfile.parse("Dockerfile", dockerfile),
                Optional.empty(),
                Map.of(),
                Optional.of(DirectoryContextFiles.list(context, Optional.empty())),
                List.of(),
                List.of());
        return new Checker(CheckConfig.NONE, Optional.empty())
                .check(input).findings().stream()
                        .filter(finding -> finding.rule().equals("CopyIgnoredFile"))
                        .map(finding -> finding.rule() + ":" + finding.line())
                        .toList();
    }

    @Test
    void copyOfAnIgnoredFileIsFound() throws IOException {
        assertThat(ignored("a\nb/\n", "FROM x:1\nCOPY a /\nCOPY ./b/c /\nADD d /\nCOPY . /\nCOPY --from=y:1 a /\n"))
                .containsExactly("CopyIgnoredFile:2", "CopyIgnoredFile:3");
    }

    @Test
    void copyOfEverythingIsFoundWhenEverythingIsIgnored() throws IOException {
        assertThat(ignored("*\n", "FROM x:1\nCOPY . /\n")).containsExactly("CopyIgnoredFile:2");
    }

    @Test
    void ignoreFilesThatTakeFilesBackAreNotJudged() throws IOException {
        assertThat(ignored("a\n!a/b\n", "FROM x:1\nCOPY a /\n")).isEmpty();
    }

    @Test
    void imagesOfOtherRegistriesAreFound() {
        String config = "trustedRegistries: ['*.example.org', 'mirror*']\n";
        String dockerfile = "FROM a.example.org/x:1 AS s\nFROM other.net/y:1\nCOPY --from=s /a /a\n"
                + "COPY --from=z:1 /a /a\nRUN --mount=type=bind,from=mirror.net/q:1,target=/q x\n";
        assertThat(check(config, dockerfile))
                .filteredOn(found -> found.startsWith("DL3026"))
                .containsExactly("DL3026:2", "DL3026:4");
    }

    @ParameterizedTest
    @CsvSource({
        "DL3051, text, '\"\"', x",
        "DL3052, url, none, https://a/b",
        "DL3053, rfc3339, yesterday, 2026-01-02T03:04:05Z",
        "DL3054, spdx, 'a b', Apache-2.0",
        "DL3055, hash, xyz, 0123abc",
        "DL3056, semver, 1.0, 1.0.0-rc.1",
        "DL3058, email, nobody, a@example.org"
    })
    void labelsAreOfTheirKind(String rule, String kind, String bad, String good) {
        String config = "label-schema: {k: " + kind + "}\n";
        assertThat(check(config, "FROM x:1\nLABEL k=\"" + bad.replace("\"", "") + "\"\n"))
                .contains(rule + ":2");
        assertThat(check(config, "FROM x:1\nLABEL k=" + good + "\n")).isEmpty();
    }

    @Test
    void labelsOfTheSchemaMustBeThereAndOthersMayNotBeUnderAStrictOne() {
        String config = "label-schema: {k: text, l: text}\nstrict-labels: true\n";
        assertThat(check(config, "FROM x:1 AS b\nLABEL k=a\nFROM b\nLABEL m=a\n"))
                .containsExactly("DL3049:3", "DL3050:4");
    }
}
