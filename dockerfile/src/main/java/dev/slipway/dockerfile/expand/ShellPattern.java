package dev.slipway.dockerfile.expand;

import java.util.Arrays;

/**
 * The glob of {@code ${name#pattern}}, {@code %} and {@code /}: {@code *} any run of characters, {@code ?} any one,
 * both without line ends; {@code \*}, {@code \?} and {@code \\} literal (Dockerfile reference, Environment
 * replacement). Characters are Unicode code points.
 */
final class ShellPattern {
    private static final int ANY = -1;
    private static final int RUN = -2;

    private final int[] tokens;

    private ShellPattern(int[] tokens) {
        this.tokens = tokens;
    }

    static ShellPattern parse(String pattern) {
        int[] points = pattern.codePoints().toArray();
        int[] tokens = new int[points.length];
        int count = 0;
        for (int i = 0; i < points.length; i++) {
            int point = points[i];
            if (point == '*' || point == '?') {
                tokens[count++] = point == '*' ? RUN : ANY;
            } else if (point != '\\') {
                tokens[count++] = point;
            } else {
                i++;
                if (i == points.length || "*?\\}/".indexOf(points[i]) < 0) {
                    throw new ExpansionFault("cannot read the pattern \"" + pattern
                            + "\" (expected: after a backslash one of * ? \\ } /)");
                }
                tokens[count++] = points[i];
            }
        }
        return new ShellPattern(Arrays.copyOf(tokens, count));
    }

    String removePrefix(String value, boolean longest) {
        int[] points = value.codePoints().toArray();
        int end = matchEnd(tokens, points, 0, longest);
        return end < 0 ? value : new String(points, end, points.length - end);
    }

    String removeSuffix(String value, boolean longest) {
        int[] points = reversed(value.codePoints().toArray());
        int end = matchEnd(reversed(tokens), points, 0, longest);
        int kept = points.length - Math.max(end, 0);
        return new String(reversed(points), 0, kept);
    }

    /** Replaces the first match or all of them; a match is the longest at the leftmost place. */
    String replace(String value, String replacement, boolean all) {
        int[] points = value.codePoints().toArray();
        StringBuilder result = new StringBuilder();
        int copied = 0;
        int at = 0;
        while (at <= points.length) {
            int end = matchEnd(tokens, points, at, true);
            if (end < 0) {
                at++;
                continue;
            }
            // An empty match right behind another match does not count.
            if (end > copied || at == 0 || at > copied) {
                append(result, points, copied, at);
                result.append(replacement);
                copied = end;
            }
            if (!all) {
                break;
            }
            at = Math.max(end, at + 1);
        }
        append(result, points, copied, points.length);
        return result.toString();
    }

    private static void append(StringBuilder to, int[] points, int start, int end) {
        for (int i = start; i < end; i++) {
            to.appendCodePoint(points[i]);
        }
    }

    /** Where a match that begins at {@code start} ends, or -1. Walks all partial matches at once: no backtracking. */
    private static int matchEnd(int[] tokens, int[] points, int start, boolean longest) {
        boolean[] live = new boolean[tokens.length + 1];
        live[0] = true;
        int found = -1;
        for (int at = start; ; at++) {
            boolean any = false;
            for (int i = 0; i <= tokens.length; i++) {
                if (live[i] && i < tokens.length && tokens[i] == RUN) {
                    live[i + 1] = true;
                }
                any |= live[i];
            }
            if (live[tokens.length]) {
                found = at;
            }
            if (!any || at == points.length || (found >= 0 && !longest)) {
                return found;
            }
            step(tokens, live, points[at]);
        }
    }

    private static void step(int[] tokens, boolean[] live, int point) {
        for (int i = tokens.length; i >= 0; i--) {
            boolean stays = live[i] && i < tokens.length && tokens[i] == RUN && point != '\n';
            boolean arrives = i > 0 && live[i - 1] && (tokens[i - 1] == ANY ? point != '\n' : tokens[i - 1] == point);
            live[i] = stays || arrives;
        }
    }

    private static int[] reversed(int[] values) {
        int[] result = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[values.length - 1 - i];
        }
        return result;
    }
}
