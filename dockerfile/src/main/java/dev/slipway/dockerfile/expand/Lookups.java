package dev.slipway.dockerfile.expand;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Answers a word's references and remembers which names were asked for. */
final class Lookups {
    private final Variables variables;
    final Set<String> used = new LinkedHashSet<>();
    final Set<String> defaulted = new LinkedHashSet<>();
    final Set<String> undefined = new LinkedHashSet<>();

    Lookups(Variables variables) {
        this.variables = variables;
    }

    /** {@code substituted}: the reference itself says what an unset variable means. */
    Optional<String> get(String name, boolean substituted) {
        Optional<String> value = variables.get(name);
        if (value.isPresent()) {
            used.add(name);
        } else if (substituted) {
            defaulted.add(name);
        } else {
            undefined.add(name);
        }
        return value;
    }
}
