package dev.slipway.dockerfile;

import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * Durations as Dockerfiles write them: Go's {@code time.ParseDuration} syntax, {@code 300ms}, {@code 1.5h},
 * {@code 2h45m}; units ns, us (or µs), ms, s, m, h.
 */
public final class GoDuration {
    private static final int MAX_DIGITS = 40;

    private GoDuration() {}

    /** The duration in nanoseconds; empty when the text is no duration or does not fit a {@code long}. */
    public static OptionalLong nanoseconds(String text) {
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (text.substring(at).equals("0")) {
            return OptionalLong.of(0);
        }
        BigDecimal total = BigDecimal.ZERO;
        do {
            int unit = skip(text, at, true);
            int end = skip(text, unit, false);
            String number = text.substring(at, unit);
            long scale = scale(text.substring(unit, end));
            if (!isNumber(number) || scale == 0) {
                return OptionalLong.empty();
            }
            String digits = number.startsWith(".") ? "0" + number : number;
            total = total.add(
                    new BigDecimal(digits.endsWith(".") ? digits + "0" : digits).multiply(BigDecimal.valueOf(scale)));
            at = end;
        } while (at < text.length());
        if (total.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(negative ? -total.longValue() : total.longValue());
    }

    /** Past a run of digits and points, or of anything else. */
    private static int skip(String text, int from, boolean numeric) {
        int at = from;
        while (at < text.length()
                && ((text.charAt(at) >= '0' && text.charAt(at) <= '9') || text.charAt(at) == '.') == numeric) {
            at++;
        }
        return at;
    }

    private static boolean isNumber(String text) {
        int point = text.indexOf('.');
        return text.length() <= MAX_DIGITS && text.length() > (point < 0 ? 0 : 1) && point == text.lastIndexOf('.');
    }

    /** Nanoseconds in a unit, 0 for an unknown one. */
    private static long scale(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us", "\u00b5s", "\u03bcs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 0L;
        };
    }
}
