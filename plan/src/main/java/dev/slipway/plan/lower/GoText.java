package dev.slipway.plan.lower;

import java.util.List;
import java.util.stream.Collectors;

/** Values as Go's {@code fmt} prints them, because history entries are written so by every builder in use. */
final class GoText {
    private GoText() {}

    /** {@code %v} of a slice: {@code [a b]}. */
    static String list(List<String> values) {
        return "[" + String.join(" ", values) + "]";
    }

    /** {@code %q} of a slice: {@code ["a" "b"]}. */
    static String quotedList(List<String> values) {
        return values.stream().map(GoText::quote).collect(Collectors.joining(" ", "[", "]"));
    }

    /** {@code %q} of a string. */
    static String quote(String value) {
        StringBuilder out = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case 0x07 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 0x0b -> out.append("\\v");
                default -> appendPrintable(out, c);
            }
        });
        return out.append('"').toString();
    }

    private static void appendPrintable(StringBuilder out, int c) {
        if (c < 0x20 || c == 0x7f) {
            out.append(String.format("\\x%02x", c));
        } else if (!isPrintable(c)) {
            out.append(c > 0xffff ? String.format("\\U%08x", c) : String.format("\\u%04x", c));
        } else {
            out.appendCodePoint(c);
        }
    }

    /** {@code strconv.IsPrint}: letters, marks, numbers, punctuation, symbols and the plain space. */
    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR -> c == ' ';
            case Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** {@code time.Duration.String}: {@code 1m30s}, {@code 500ms}, {@code 0s}. */
    static String duration(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        long left = Math.abs(nanos);
        if (left < 1_000) {
            return sign + left + "ns";
        }
        if (left < 1_000_000) {
            return sign + fraction(left, 1_000) + "µs";
        }
        if (left < 1_000_000_000L) {
            return sign + fraction(left, 1_000_000) + "ms";
        }
        long minutes = left / 60_000_000_000L;
        String seconds = fraction(left % 60_000_000_000L, 1_000_000_000L) + "s";
        if (minutes == 0) {
            return sign + seconds;
        }
        String hours = minutes < 60 ? "" : minutes / 60 + "h";
        return sign + hours + minutes % 60 + "m" + seconds;
    }

    private static String fraction(long value, long unit) {
        long whole = value / unit;
        String digits = Long.toString(unit + value % unit).substring(1);
        String trimmed = digits.replaceAll("0+$", "");
        return trimmed.isEmpty() ? Long.toString(whole) : whole + "." + trimmed;
    }
}
