package dev.slipway.advise.check.config;

import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.hadolint.LabelSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one place says about rules: a file, or the command line.
 *
 * @param skip rules that find nothing
 * @param severities other severities than the rules' own; a rule that is off by default is on when it is named here
 * @param threshold empty when the place does not say
 * @param trustedRegistries empty when any is trusted
 * @param disablePragmas whether {@code # hadolint ignore=} has no effect
 */
public record CheckConfig(
        Set<String> skip,
        Map<String, Severity> severities,
        Optional<FailureThreshold> threshold,
        List<String> trustedRegistries,
        LabelSchema labels,
        boolean disablePragmas) {
    /** Says nothing. */
    public static final CheckConfig NONE =
            new CheckConfig(Set.of(), Map.of(), Optional.empty(), List.of(), LabelSchema.NONE, false);

    public CheckConfig {
        skip = Set.copyOf(skip);
        severities = Map.copyOf(severities);
        trustedRegistries = List.copyOf(trustedRegistries);
    }

    /** Both; where they disagree this one holds. */
    public CheckConfig over(CheckConfig weaker) {
        Set<String> skipped = new HashSet<>(weaker.skip);
        skipped.removeAll(severities.keySet());
        skipped.addAll(skip);
        Map<String, Severity> merged = new HashMap<>(weaker.severities);
        merged.putAll(severities);
        return new CheckConfig(
                skipped,
                merged,
                threshold.or(() -> weaker.threshold),
                trustedRegistries.isEmpty() ? weaker.trustedRegistries : trustedRegistries,
                labels.equals(LabelSchema.NONE) ? weaker.labels : labels,
                disablePragmas || weaker.disablePragmas);
    }
}
