package dev.slipway.image;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Times as image configs write them (RFC 3339): {@code 2024-05-01T10:00:00.5Z}, read with any offset. By hand, because
 * java.time's formatters cost a noticeable part of a short process's start.
 */
public final class Rfc3339 {
    private Rfc3339() {}

    /** UTC, fraction without trailing zeros. */
    public static String format(Instant time) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(30);
        pad(text, utc.getYear(), 4).append('-');
        pad(text, utc.getMonthValue(), 2).append('-');
        pad(text, utc.getDayOfMonth(), 2).append('T');
        pad(text, utc.getHour(), 2).append(':');
        pad(text, utc.getMinute(), 2).append(':');
        pad(text, utc.getSecond(), 2);
        if (time.getNano() != 0) {
            pad(text.append('.'), time.getNano(), 9);
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
        return text.append('Z').toString();
    }

    /** Throws IllegalArgumentException when it is not a time. */
    public static Instant parse(String text) {
        try {
            int at = 19;
            int nanos = 0;
            require(text.length() > at
                    && text.charAt(4) == '-'
                    && text.charAt(7) == '-'
                    && (text.charAt(10) == 'T' || text.charAt(10) == 't' || text.charAt(10) == ' ')
                    && text.charAt(13) == ':'
                    && text.charAt(16) == ':');
            if (text.charAt(at) == '.') {
                int scale = 100_000_000;
                for (at++; at < text.length() && isDigit(text.charAt(at)); at++) {
                    nanos += (text.charAt(at) - '0') * scale;
                    scale /= 10;
                }
            }
            LocalDateTime local = LocalDateTime.of(
                    digits(text, 0, 4),
                    digits(text, 5, 7),
                    digits(text, 8, 10),
                    digits(text, 11, 13),
                    digits(text, 14, 16),
                    Math.min(59, digits(text, 17, 19)));
            return Instant.ofEpochSecond(local.toEpochSecond(ZoneOffset.UTC) - offsetSeconds(text, at), nanos);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(message(text), e);
        }
    }

    private static int offsetSeconds(String text, int at) {
        require(at < text.length());
        char sign = text.charAt(at);
        if (sign == 'Z' || sign == 'z') {
            require(at + 1 == text.length());
            return 0;
        }
        require((sign == '+' || sign == '-') && text.length() == at + 6 && text.charAt(at + 3) == ':');
        int seconds = digits(text, at + 1, at + 3) * 3600 + digits(text, at + 4, at + 6) * 60;
        return sign == '-' ? -seconds : seconds;
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            require(isDigit(text.charAt(i)));
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new DateTimeException("not RFC 3339");
        }
    }

    private static String message(String text) {
        return "time: \"" + text + "\" (expected: RFC 3339, such as 2024-05-01T10:00:00Z)";
    }

    private static StringBuilder pad(StringBuilder text, int value, int width) {
        String digits = Integer.toString(value);
        return text.repeat('0', Math.max(0, width - digits.length())).append(digits);
    }
}
