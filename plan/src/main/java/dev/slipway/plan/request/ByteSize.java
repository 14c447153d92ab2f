package dev.slipway.plan.request;

import java.util.Locale;
import java.util.OptionalLong;

/** Sizes as Docker's options write them: {@code 512}, {@code 64m}, {@code 1.5g}, {@code 2GiB}; powers of 1024. */
public final class ByteSize {
    private static final String UNITS = "kmgtp";

    private ByteSize() {}

    /** Bytes; empty when the text is no size or too large. */
    public static OptionalLong parse(String text) {
        String rest = text.trim().toLowerCase(Locale.ROOT);
        if (rest.endsWith("ib")) {
            rest = rest.substring(0, rest.length() - 2);
        } else if (rest.endsWith("b")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int power = rest.isEmpty() ? -1 : UNITS.indexOf(rest.charAt(rest.length() - 1));
        String number = power < 0 ? rest : rest.substring(0, rest.length() - 1).trim();
        if (!isDecimal(number)) {
            return OptionalLong.empty();
        }
        double bytes = Double.parseDouble(number) * Math.pow(1024, power + 1);
        return bytes > Long.MAX_VALUE / 2 ? OptionalLong.empty() : OptionalLong.of((long) bytes);
    }

    private static boolean isDecimal(String text) {
        int dot = text.indexOf('.');
        String digits = dot < 0 ? text : text.substring(0, dot) + text.substring(dot + 1);
        return !digits.isEmpty()
                && digits.length() < 20
                && dot != 0
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
