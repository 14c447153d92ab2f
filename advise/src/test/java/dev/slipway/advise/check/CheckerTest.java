package dev.slipway.advise.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.advise.check.config.ConfigException;
import dev.slipway.advise.check.config.ConfigReader;
import dev.slipway.advise.check.config.FailureThreshold;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.SourceText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comments and configuration do to findings. */
class CheckerTest {
    private static List<String> check(CheckConfig config, String dockerfile) {
        return new Checker(config, Optional.empty())
                .check(CheckInput.of(Dockerfile.parse("Dockerfile", dockerfile))).findings().stream()
                        .map(finding -> finding.rule() + ":" + finding.line() + ":" + finding.severity())
                        .toList();
    }

    private static CheckConfig slipway(String text) {
        return ConfigReader.slipway(new SourceText(".slipway.yaml", text));
    }

    private static CheckConfig hadolint(String text) {
        return ConfigReader.hadolint(new SourceText(".hadolint.yaml", text));
    }

    @Test
    void findingsComeInTheOrderOfTheirPlaces() {
        assertThat(check(CheckConfig.NONE, "FROM x\nRUN cd /a\nMAINTAINER me\n"))
                .containsExactly(
                        "DL3006:1:WARNING", "DL3003:2:WARNING", "DL4000:3:ERROR", "MaintainerDeprecated:3:WARNING");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# check=skip=MaintainerDeprecated,DL4000\nFROM x:1\nMAINTAINER me\n",
                "# check=skip=all;error=true\nFROM x:1\n# hadolint ignore=DL4000\nMAINTAINER me\n",
                "FROM x:1\n# check=skip=MaintainerDeprecated\n# hadolint ignore=DL3008,DL4000 # why\nMAINTAINER me\n",
                "# hadolint global ignore=DL4000,MaintainerDeprecated\nFROM x:1\nMAINTAINER me\n",
                "# hadolint stage ignore = DL4000 , MaintainerDeprecated\nFROM x:1\nMAINTAINER me\n"
            })
    void commentsWaiveFindings(String dockerfile) {
        assertThat(check(CheckConfig.NONE, dockerfile)).isEmpty();
    }

    @Test
    void aCommentWaivesOnlyTheInstructionBelowIt() {
        assertThat(check(
                        CheckConfig.NONE,
                        "FROM x:1\n# hadolint ignore=DL3003\nRUN a && \\\n  cd /a\n\nCOPY a /\nRUN cd /b\n"))
                .containsExactly("DL3003:7:WARNING");
        assertThat(check(CheckConfig.NONE, "FROM x:1\n# hadolint ignore=DL3003\n\nRUN cd /b\n"))
                .containsExactly("DL3003:4:WARNING");
    }

    @Test
    void aStageCommentHoldsForItsStageOnly() {
        assertThat(check(
                        CheckConfig.NONE, "# hadolint stage ignore=DL3003\nFROM x:1\nRUN cd /a\nFROM y:1\nRUN cd /b\n"))
                .containsExactly("DL3003:5:WARNING");
    }

    @Test
    void errorInTheDirectiveMakesBuildKitsFindingsErrors() {
        assertThat(check(CheckConfig.NONE, "# check=error=true\nFROM x:1\nWORKDIR a\n"))
                .containsExactly("DL3000:3:ERROR", "WorkdirRelativePath:3:ERROR");
    }

    @Test
    void experimentalChecksRunWhenTheyAreAskedFor() {
        String text = "FROM x:1\n# something\nARG V\n";
        assertThat(check(CheckConfig.NONE, text)).isEmpty();
        assertThat(check(CheckConfig.NONE, "# check=experimental=all\n" + text))
                .containsExactly("InvalidDefinitionDescription:3:WARNING");
        assertThat(check(slipway("check: {info: [InvalidDefinitionDescription]}"), text))
                .containsExactly("InvalidDefinitionDescription:2:INFO");
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "skip=A;b=c", "error=maybe"})
    void aDirectiveThatCannotBeReadIsRefused(String value) {
        assertThatThrownBy(() -> check(CheckConfig.NONE, "# check=" + value + "\nFROM x:1\n"))
                .isInstanceOf(DockerfileException.class)
                .hasMessageContaining("Dockerfile:1:1: cannot read the directive check");
    }

    @Test
    void hadolintsFileIsRead() {
        CheckConfig config =
                hadolint("ignored: [DL4000]\noverride:\n  error: [DL3003]\n  style: [MaintainerDeprecated]\n"
                        + "failure-threshold: error\ntrustedRegistries:\n- docker.io\nformat: sarif\n");
        assertThat(check(config, "FROM x:1\nRUN cd /a\nMAINTAINER me\n"))
                .containsExactly("DL3003:2:ERROR", "MaintainerDeprecated:3:STYLE");
        assertThat(config.threshold()).contains(FailureThreshold.ERROR);
        assertThat(config.trustedRegistries()).containsExactly("docker.io");
        assertThat(hadolint("no-fail: true\n").threshold()).contains(FailureThreshold.NONE);
        assertThat(check(hadolint("disable-ignore-pragma: true\n"), "FROM x:1\n# hadolint ignore=DL3003\nRUN cd /a\n"))
                .containsExactly("DL3003:3:WARNING");
    }

    @Test
    void slipwaysFileIsReadAndOtherSectionsAreLeftAlone() {
        CheckConfig config = slipway("ci: {anything: [1]}\ncheck:\n  skip: [DL3003]\n  info: [DL1001]\n"
                + "  failure-threshold: none\n  trusted-registries: [docker.io]\n");
        assertThat(check(config, "FROM x:1\n# hadolint ignore=DL3008\nRUN cd /a\n"))
                .containsExactly("DL1001:2:INFO");
        assertThat(config.threshold()).contains(FailureThreshold.NONE);
        assertThat(slipway("")).isEqualTo(CheckConfig.NONE);
        assertThat(slipway("check:\n")).isEqualTo(CheckConfig.NONE);
    }

    @Test
    void theStrongerPlaceWins() {
        CheckConfig merged = slipway("check: {error: [DL3003], failure-threshold: info}")
                .over(hadolint("ignored: [DL3003, DL4000]\nfailure-threshold: style\n"));
        assertThat(check(merged, "FROM x:1\nRUN cd /a\n")).containsExactly("DL3003:2:ERROR");
        assertThat(merged.skip()).containsExactly("DL4000");
        assertThat(merged.threshold()).contains(FailureThreshold.INFO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check: {skipp: [A]} | 1:9: cannot read a key: \"skipp\" | use \"skip\"",
                "check: {skip: [WorkdirRelativPath]} | unknown rule \"WorkdirRelativPath\" in skip | use \"WorkdirRelativePath\"",
                "check: {failure-threshold: bad} | failure-threshold: \"bad\" (expected: one of error, info, none, style, warning) | ''",
                "check: {skip: DL3003} | cannot read skip (expected: a list) | ''",
                "check: [a] | cannot read check (expected: keys and values) | ''",
                "check: {strict-labels: maybe} | strict-labels: \"maybe\" (expected: one of false, true) | ''",
                "'check: {' | (expected: YAML) | ''",
            })
    void badValuesAreNamedWithTheirPlace(String text, String message, String hint) {
        assertThatThrownBy(() -> slipway(text)).isInstanceOfSatisfying(ConfigException.class, e -> {
            assertThat(e).hasMessageStartingWith(".slipway.yaml:1:").hasMessageContaining(message);
            assertThat(e.hint().orElse("")).contains(hint);
        });
    }

    @Test
    void yamlThatGrowsWithoutEndIsRefused() {
        StringBuilder bomb = new StringBuilder("check: &a0 [x]\n");
        for (int i = 1; i < 80; i++) {
            bomb.append("k")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append(", *a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThatThrownBy(() -> slipway(bomb.toString())).isInstanceOf(ConfigException.class);
    }
}
