package dev.slipway.advise.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.Dockerfile;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule with what it finds and what it passes. */
class RuleTest {
    private static final Map<String, Rule> RULES =
            Rules.all().stream().collect(Collectors.toMap(rule -> rule.info().id(), Function.identity()));
    /** Rules whose cases need more than a file, in {@link ConfiguredRuleTest} and {@link KnownBasesTest}. */
    private static final Set<String> CONFIGURED = Set.of(
            "CopyIgnoredFile",
            "InvalidBaseImagePlatform",
            "DL3026",
            "DL3049",
            "DL3050",
            "DL3051",
            "DL3052",
            "DL3053",
            "DL3054",
            "DL3055",
            "DL3056",
            "DL3058");

    static Stream<RuleCases> cases() throws IOException {
        return Stream.concat(
                RuleCases.read("buildkit-cases.txt").stream(), RuleCases.read("hadolint-cases.txt").stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void findsWhatItIsAboutAndNothingElse(RuleCases example) {
        List<Finding> found =
                RULES.get(example.rule()).check(CheckInput.of(Dockerfile.parse("Dockerfile", example.text())));
        assertThat(found.stream().map(Finding::line).toList())
                .as(found.toString())
                .isEqualTo(example.lines());
        assertThat(found).allMatch(finding -> finding.rule().equals(example.rule()));
    }

    @Test
    void everyRuleHasBothABadAndAGoodExample() throws IOException {
        Set<String> bad = new HashSet<>();
        Set<String> good = new HashSet<>();
        cases().forEach(example -> (example.lines().isEmpty() ? good : bad).add(example.rule()));
        Set<String> all = RULES.values().stream()
                .map(Rule::info)
                .filter(info -> info.family() != Rule.Family.SLIPWAY)
                .map(Rule.Info::id)
                .filter(id -> !CONFIGURED.contains(id))
                .collect(Collectors.toSet());
        assertThat(bad).isEqualTo(all);
        assertThat(good).isEqualTo(all);
    }
}
