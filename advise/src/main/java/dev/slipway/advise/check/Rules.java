package dev.slipway.advise.check;

import dev.slipway.advise.check.buildkit.BuildKitRules;
import dev.slipway.advise.check.hadolint.HadolintRules;
import dev.slipway.advise.check.hadolint.LabelSchema;
import dev.slipway.advise.check.slipway.SlipwayRules;
import java.util.ArrayList;
import java.util.List;

/** All rules there are. */
public final class Rules {
    private Rules() {}

    /** Every family's rules, but ShellCheck's, which that program knows. */
    public static List<Rule> all() {
        return all(LabelSchema.NONE);
    }

    /** The same, with the labels that the configuration asks for. */
    public static List<Rule> all(LabelSchema labels) {
        List<Rule> rules = new ArrayList<>();
        rules.addAll(BuildKitRules.all());
        rules.addAll(HadolintRules.all(labels));
        rules.addAll(SlipwayRules.all());
        return List.copyOf(rules);
    }

    /** Whether a rule finds nothing until it is asked for. */
    public static boolean isOff(String id) {
        return HadolintRules.OFF.contains(id) || id.equals(BuildKitRules.EXPERIMENTAL);
    }
}
