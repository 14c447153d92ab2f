package dev.slipway.advise.check.hadolint;

import dev.slipway.advise.check.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Hadolint's rules. Left out are those about files that the parser refuses anyway: DL1000, DL3043 and DL3061.
 */
public final class HadolintRules {
    /** Found only when the configuration gives them a severity. */
    public static final Set<String> OFF = Set.of("DL1001", "DL3057");

    private HadolintRules() {}

    /** Sorted by id. */
    public static List<Rule> all(LabelSchema labels) {
        List<Rule> rules = new ArrayList<>();
        rules.addAll(Programs.RULES);
        rules.addAll(Switches.RULES);
        rules.addAll(Pins.RULES);
        rules.addAll(Leftovers.RULES);
        rules.addAll(Images.RULES);
        rules.addAll(Copies.RULES);
        rules.addAll(Instructions.RULES);
        rules.addAll(Labels.rules(labels));
        rules.sort(Comparator.comparing(rule -> rule.info().id()));
        return List.copyOf(rules);
    }
}
