package dev.slipway.cli.progress;

import java.util.Locale;

/** Sizes as people read them: decimal units, as Docker prints them. */
public final class Sizes {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Sizes() {}

    /** {@code 512B}, {@code 1.25MB}. */
    public static String of(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        if (unit == 0) {
            return bytes + "B";
        }
        String number = value >= 100
                ? "%.0f".formatted(value)
                : value >= 10 ? String.format(Locale.ROOT, "%.1f", value) : String.format(Locale.ROOT, "%.2f", value);
        return number + UNITS[unit];
    }
}
