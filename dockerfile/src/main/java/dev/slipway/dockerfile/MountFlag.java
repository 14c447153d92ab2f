package dev.slipway.dockerfile;

import java.util.List;

/**
 * One {@code --mount=key=value,…} of RUN as written, split at commas by CSV rules. Meaning and defaults are given by
 * the plan, after expansion. Keys are checked: known, with a value where one is needed; bare keys ({@code ro},
 * {@code required}) have an empty value.
 */
public record MountFlag(List<Option> options, Span span) {
    public MountFlag {
        options = List.copyOf(options);
    }

    /** {@code key=value}; {@code bare} when no {@code =} was written. The key is in lower case. */
    public record Option(String key, String value, boolean bare, Span span) {}
}
