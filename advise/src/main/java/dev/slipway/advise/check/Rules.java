package dev.slipway.advise.check;

import dev.slipway.advise.check.buildkit.BuildKitRules;
import dev.slipway.advise.check.hadolint.HadolintRules;
import dev.slipway.advise.check.hadolint.LabelSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
        return List.copyOf(rules);
    }

    /** Rules that find nothing until they are asked for. */
    static Set<String> off() {
        Set<String> off = new java.util.HashSet<>(HadolintRules.OFF);
        off.add(BuildKitRules.EXPERIMENTAL);
        return off;
    }
}
