package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.MendingRule;
import dev.slipway.advise.check.Rule;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.ViewRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All of BuildKit's build checks. Each is a warning, as with BuildKit.
 */
public final class BuildKitRules {
    /** Found only when asked for, by {@code # check=experimental=NAME} or a severity in the configuration. */
    public static final String EXPERIMENTAL = "InvalidDefinitionDescription";

    private static final String PAGES = "https://docs.docker.com/go/dockerfile/rule/";

    private BuildKitRules() {}

    /** Sorted by name. */
    public static List<Rule> all() {
        List<Rule> rules = new ArrayList<>();
        rules.addAll(CasingChecks.RULES);
        rules.addAll(StageChecks.RULES);
        rules.addAll(VariableChecks.RULES);
        rules.addAll(InstructionChecks.RULES);
        rules.addAll(PortChecks.RULES);
        rules.addAll(CommentChecks.RULES);
        rules.sort(java.util.Comparator.comparing(rule -> rule.info().id()));
        return List.copyOf(rules);
    }

    static MendingRule rule(String name, String summary, ViewRule.Search search, MendingRule.Mending mending) {
        return new MendingRule(rule(name, summary, search), mending);
    }

    static ViewRule rule(String name, String summary, ViewRule.Search search) {
        String page = name.replaceAll("(?<=[a-z])(?=[A-Z])|(?<=JSON)", "-").toLowerCase(Locale.ROOT);
        return new ViewRule(
                new Rule.Info(name, Rule.Family.BUILDKIT, Severity.WARNING, summary, PAGES + page + "/"), search);
    }
}
