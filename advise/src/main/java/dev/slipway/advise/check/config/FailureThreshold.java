package dev.slipway.advise.check.config;

import dev.slipway.advise.check.Severity;
import java.util.Locale;
import java.util.Optional;

/** From which severity on findings make a check fail. */
public enum FailureThreshold {
    ERROR,
    WARNING,
    INFO,
    STYLE,
    /** Never. */
    NONE;

    /** As files and flags name it; {@code ignore} is hadolint's other word for {@code none}. */
    public static Optional<FailureThreshold> named(String name) {
        String wanted = name.equalsIgnoreCase("ignore") ? "none" : name.toLowerCase(Locale.ROOT);
        for (FailureThreshold threshold : values()) {
            if (threshold.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                return Optional.of(threshold);
            }
        }
        return Optional.empty();
    }

    public boolean fails(Severity severity) {
        return this != NONE && severity.ordinal() <= ordinal();
    }
}
