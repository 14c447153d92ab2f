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
        scope.environment.putAll(imageEnvironment);
        return scope;
    }

    void env(String name, String value) {
        environment.put(name, value);
    }

    /** An ARG; one without a value is declared but not set. */
    void argument(String name, Optional<String> value) {
        value.ifPresent(set -> environment.put(name, set));
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
