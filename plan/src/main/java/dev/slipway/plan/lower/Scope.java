package dev.slipway.plan.lower;

import dev.slipway.dockerfile.expand.Variables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Variables inside a stage: ENV and ARG in one name space, where the later instruction wins. A stage that starts from
 * another keeps that one's arguments, under what its image says of the environment.
 */
final class Scope implements Variables {
    /** Arguments that speak to the builder; steps do not see them. */
    private static final Set<String> BUILDER_ONLY = Set.of("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE");

    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> arguments = new LinkedHashMap<>();

    static Scope of(Map<String, String> imageEnvironment) {
        Scope scope = new Scope();
        scope.environment.putAll(imageEnvironment);
        return scope;
    }

    Scope child(Map<String, String> imageEnvironment) {
        Scope scope = new Scope();
        scope.environment.putAll(environment);
        scope.arguments.putAll(arguments);
        imageEnvironment.forEach(scope::env);
        return scope;
    }

    /** A variable that is set again moves to the end, which steps see in what {@code env} prints. */
    void env(String name, String value) {
        environment.remove(name);
        environment.put(name, value);
    }

    /** An ARG; one without a value is declared but not set. */
    void argument(String name, Optional<String> value) {
        value.filter(set -> !BUILDER_ONLY.contains(name)).ifPresent(set -> env(name, set));
        arguments.put(name, value.orElse(""));
    }

    /** {@code NAME=value} as a step sees it. */
    List<String> environment() {
        return environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    /** What history puts before a RUN that has arguments in scope: {@code |2 A=1 B=2}. */
    List<String> historyPrefix() {
        if (arguments.isEmpty()) {
            return List.of();
        }
        List<String> prefix = new ArrayList<>();
        prefix.add("|" + arguments.size());
        arguments.forEach((name, value) -> prefix.add(name + "=" + environment.getOrDefault(name, value)));
        return prefix;
    }

    @Override
    public Optional<String> get(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(environment.keySet());
    }
}
