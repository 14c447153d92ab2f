package dev.slipway.dockerfile.expand;

import java.util.Optional;
import java.util.Set;

/** What a word may refer to: the environment and the build arguments in scope. */
public interface Variables {
    /** The value of {@code name}; empty when it is not set (a set but empty variable is {@code ""}). */
    Optional<String> get(String name);

    /** All names in scope, for did-you-mean. */
    Set<String> names();
}
