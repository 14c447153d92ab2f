package dev.slipway.dockerfile.expand;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a word became, and which variables that took. A name can be in more than one set.
 *
 * @param value the word with quotes and escapes removed and variables replaced; white space kept
 * @param words the same split at white space that was neither quoted nor escaped, also at that of variable values
 * @param used names that were set
 * @param defaulted names that were not set, where the reference says what then ({@code ${v:-x}}, {@code ${v+x}})
 * @param undefined names that were not set and silently became nothing
 */
public record Expansion(
        String value, List<String> words, Set<String> used, Set<String> defaulted, Set<String> undefined) {
    public Expansion {
        words = List.copyOf(words);
        // Not Set.copyOf: the order of first reference is part of the value, for messages.
        used = inOrder(used);
        defaulted = inOrder(defaulted);
        undefined = inOrder(undefined);
    }

    private static Set<String> inOrder(Set<String> names) {
        return names.isEmpty() ? Set.of() : Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    /** Every name that the word refers to. */
    public Set<String> names() {
        Set<String> all = new LinkedHashSet<>(used);
        all.addAll(defaulted);
        all.addAll(undefined);
        return all;
    }
}
