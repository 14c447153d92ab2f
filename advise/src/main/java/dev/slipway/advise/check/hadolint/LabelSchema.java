package dev.slipway.advise.check.hadolint;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The labels that images must have.
 *
 * @param kinds what each label holds, by its key
 * @param strict whether other labels are wrong
 */
public record LabelSchema(Map<String, Kind> kinds, boolean strict) {
    /** No label is asked for, any is right. */
    public static final LabelSchema NONE = new LabelSchema(Map.of(), false);

    public LabelSchema {
        kinds = Map.copyOf(kinds);
    }

    /** What a label's value looks like. */
    public enum Kind {
        TEXT,
        EMAIL,
        HASH,
        RFC3339,
        SEMVER,
        SPDX,
        URL;

        /** As hadolint's file names it; {@code rawtext} is {@code text}. */
        public static Optional<Kind> named(String name) {
            for (Kind kind : values()) {
                if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return Optional.of(kind);
                }
            }
            return name.equals("rawtext") || name.isEmpty() ? Optional.of(TEXT) : Optional.empty();
        }
    }
}
