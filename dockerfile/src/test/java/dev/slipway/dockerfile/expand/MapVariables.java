package dev.slipway.dockerfile.expand;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Variables from a map. */
record MapVariables(Map<String, String> values) implements Variables {
    @Override
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public Set<String> names() {
        return values.keySet();
    }
}
