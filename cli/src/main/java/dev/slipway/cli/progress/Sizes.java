package dev.slipway.cli.progress;

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
                ? Long.toString(Math.round(value))
                : value >= 10 ? decimal(Math.round(value * 10), 10) : decimal(Math.round(value * 100), 100);
        return number + UNITS[unit];
    }

    /** {@code scaled / scale}, with as many places as {@code scale} has zeros. */
    private static String decimal(long scaled, int scale) {
        return scaled / scale + "." + Long.toString(scale + scaled % scale).substring(1);
    }
}
