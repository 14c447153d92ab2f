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
     * The spec's own, then what mounts add, then proxies and HOME where nothing has said them yet.
     *
     * @param added by mounts; these win over the spec's
     */
    static List<String> of(ExecSpec spec, List<String> added, SandboxUser user) {
        Set<String> overridden = names(added);
        List<String> variables = new ArrayList<>();
        for (String variable : spec.environment()) {
            if (!overridden.contains(name(variable))) {
                variables.add(variable);
            }
        }
        variables.addAll(added);
        Set<String> known = names(variables);
        for (String proxy : spec.proxyEnvironment()) {
            if (!known.contains(name(proxy))) {
                variables.add(proxy);
            }
        }
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
