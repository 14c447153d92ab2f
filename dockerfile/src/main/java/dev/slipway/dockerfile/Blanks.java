package dev.slipway.dockerfile;

/**
 * The two kinds of white space that the Dockerfile language knows. {@link #isSpace} is Unicode white space (trimming
 * and quoted word splitting); {@link #isSeparator} is the narrower set that stands between unquoted arguments.
 */
public final class Blanks {
    private Blanks() {}

    /** Unicode White_Space, no-break space included, as Go's {@code unicode.IsSpace}. */
    public static boolean isSpace(int c) {
        if (c <= 0xff) {
            return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0;
        }
        return c == 0x1680
                || (c >= 0x2000 && c <= 0x200a)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
    }

    /** Tab, vertical tab, form feed, carriage return and space. */
    public static boolean isSeparator(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0b;
    }

    /** The first index in {@code [start, end)} that is not space; {@code end} when there is none. */
    public static int skipSpace(String text, int start, int end) {
        int at = start;
        while (at < end && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The index after the last character of {@code [start, end)} that is not space; {@code start} when there is none. */
    public static int trimSpaceEnd(String text, int start, int end) {
        int at = end;
        while (at > start && isSpace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** {@code text} without white space around it. */
    public static String trim(String text) {
        int start = skipSpace(text, 0, text.length());
        return text.substring(start, trimSpaceEnd(text, start, text.length()));
    }
}
