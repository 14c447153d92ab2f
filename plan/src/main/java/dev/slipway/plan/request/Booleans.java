package dev.slipway.plan.request;

import java.util.Optional;

/** Boolean option values as Docker's tools read them. */
public final class Booleans {
    private Booleans() {}

    /** {@code 1 t T TRUE true True} and {@code 0 f F FALSE false False}; anything else is empty. */
    public static Optional<Boolean> parse(String text) {
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> Optional.of(true);
            case "0", "f", "F", "FALSE", "false", "False" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
