package dev.slipway.dockerfile;

/**
 * A source line as it is shown, and where its caret stands.
 *
 * @param text printable, tabs widened
 * @param caretStart in terminal columns, 0-based
 * @param caretLength in terminal columns
 */
record ExcerptLine(String text, int caretStart, int caretLength) {
    private static final int LIMIT = 160;
    private static final int BEFORE_CARET = 60;
    private static final String TAB = "    ";

    /** Draws {@code line} with {@code [from, to)} marked. */
    static ExcerptLine of(String line, int from, int to) {
        int start = line.length() > LIMIT ? Math.max(0, from - BEFORE_CARET) : 0;
        int end = Math.min(line.length(), start + LIMIT);
        String head = (start > 0 ? "…" : "") + printable(line.substring(start, from));
        String marked = printable(line.substring(from, Math.max(from, Math.min(to, end))));
        String tail = printable(line.substring(Math.max(from, Math.min(to, end)), Math.max(end, from)));
        String cut = end < line.length() ? "…" : "";
        return new ExcerptLine(head + marked + tail + cut, width(head), width(marked));
    }

    /** Tabs as spaces, other control characters as their symbols. */
    static String printable(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t') {
                result.append(TAB);
            } else if (c < 0x20) {
                result.append((char) (0x2400 + c));
            } else {
                result.append(Character.isISOControl(c) || isDirectionMark(c) ? '\ufffd' : c);
            }
        }
        return result.toString();
    }

    /** Characters that reorder what follows them on a terminal. */
    private static boolean isDirectionMark(char c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }

    private static int width(String text) {
        return text.codePoints().map(ExcerptLine::width).sum();
    }

    /** Terminal columns of a character: 2 for most East Asian ones and emoji, 0 for marks that combine. */
    private static int width(int point) {
        if (Character.getType(point) == Character.NON_SPACING_MARK) {
            return 0;
        }
        boolean wide = (point >= 0x1100 && point <= 0x115f)
                || (point >= 0x2e80 && point <= 0xa4cf)
                || (point >= 0xac00 && point <= 0xd7a3)
                || (point >= 0xf900 && point <= 0xfaff)
                || (point >= 0xfe30 && point <= 0xfe6f)
                || (point >= 0xff00 && point <= 0xff60)
                || (point >= 0xffe0 && point <= 0xffe6)
                || (point >= 0x1f300 && point <= 0x1faff)
                || (point >= 0x20000 && point <= 0x3fffd);
        return wide ? 2 : 1;
    }
}
