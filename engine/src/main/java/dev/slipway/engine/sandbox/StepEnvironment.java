package dev.slipway.engine.sandbox;

import dev.slipway.engine.sandbox.bundle.SandboxUser;
import dev.slipway.plan.graph.ExecSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The variables of a step's process. */
final class StepEnvironment {
    private StepEnvironment() {}

    /**
     * The spec's own, then proxies, then what mounts add; of equal names the later wins. HOME where nothing has said it.
     *
     * @param added by mounts
     */
    static List<String> of(ExecSpec spec, List<String> added, SandboxUser user) {
        Set<String> overridden = names(added);
        List<String> variables = new ArrayList<>();
        for (String proxy : spec.proxyEnvironment()) {
            if (overridden.add(name(proxy))) {
                variables.add(proxy);
            }
        }
        variables.addAll(added);
        variables.addAll(
                0,
                spec.environment().stream()
                        .filter(variable -> !overridden.contains(name(variable)))
                        .toList());
        Set<String> known = names(variables);
        if (!known.contains("HOME")) {
            variables.add("HOME=" + user.home());
        }
        for (String variable : variables) {
            StepRun.requireText("the variable \"" + name(variable) + "\"", variable);
        }
        return variables;
    }

    private static Set<String> names(List<String> variables) {
        Set<String> names = new HashSet<>();
        variables.forEach(variable -> names.add(name(variable)));
        return names;
    }

    private static String name(String variable) {
        int equals = variable.indexOf('=');
        return equals < 0 ? variable : variable.substring(0, equals);
    }
}
