package dev.slipway.engine.file;

import java.util.ArrayList;
import java.util.List;

/**
 * A symbolic mode such as {@code u=rwX,go=rX}, without a umask (FreeBSD chmod(1), which the Dockerfile reference names).
 * {@code X} looks at the mode before any change. A {@code =} leaves the sticky bit alone.
 */
final class SymbolicMode {
    private static final int SET_UID = 04000;
    private static final int SET_GID = 02000;
    private static final int STICKY = 01000;
    private static final int STANDARD = SET_UID | SET_GID | 0777;
    private static final int EXECUTE = 0111;

    private final List<Step> steps = new ArrayList<>();
    private final String text;
    private int at;

    /** One change of mode bits. */
    @FunctionalInterface
    private interface Step {
        /**
         * @param mode as changed so far
         * @param original before the first change
         */
        int apply(int mode, int original, boolean directory);
    }

    private SymbolicMode(String text) {
        this.text = text;
    }

    /** Throws IllegalArgumentException when it is not a symbolic mode. */
    static SymbolicMode parse(String text) {
        SymbolicMode mode = new SymbolicMode(text);
        mode.clause();
        while (mode.at < text.length()) {
            mode.expect(',');
            mode.clause();
        }
        return mode;
    }

    int apply(int original, boolean directory) {
        int mode = original;
        for (Step step : steps) {
            mode = step.apply(mode, original, directory);
        }
        return mode;
    }

    private void clause() {
        int who = 0;
        for (int bits = who(peek()); bits != 0; bits = who(peek())) {
            who |= bits;
            at++;
        }
        do {
            operation(who);
        } while (isOperator(peek()));
    }

    private void operation(int who) {
        char operator = peek();
        if (!isOperator(operator)) {
            throw new IllegalArgumentException(
                    "mode: \"" + text + "\" (expected: octal, or symbolic such as \"u=rwX,go=rX\")");
        }
        at++;
        int bits = 0;
        int conditional = 0;
        boolean sticky = false;
        boolean cleared = false;
        for (char c = peek(); c != ',' && c != 0 && !isOperator(c); c = peek()) {
            at++;
            switch (c) {
                case 'r' -> bits |= 0444;
                case 'w' -> bits |= 0222;
                case 'x' -> bits |= EXECUTE;
                case 's' -> bits |= onlyOthers(who) ? 0 : SET_UID | SET_GID;
                case 't' -> sticky |= !onlyOthers(who);
                case 'X' -> {
                    bits |= operator == '-' ? EXECUTE : 0;
                    conditional = operator == '-' ? conditional : EXECUTE;
                }
                case 'u', 'g', 'o' -> {
                    change(operator, who, bits, conditional, cleared || operator != '=' || bits == 0);
                    cleared = true;
                    copy(operator, who, c);
                    bits = 0;
                    conditional = 0;
                }
                default ->
                    throw new IllegalArgumentException(
                            "mode: \"" + text + "\" has '" + c + "' (expected: r, w, x, X, s, t, or one of u, g, o)");
            }
        }
        change(operator, who, bits, conditional, cleared || operator != '=');
        if (sticky) {
            steps.add((mode, original, directory) -> operator == '-' ? mode & ~STICKY : mode | STICKY);
        }
    }

    private void change(char operator, int who, int bits, int conditional, boolean keepOthers) {
        int scope = who == 0 ? STANDARD : who;
        int set = bits & scope;
        int ifExecutable = conditional & scope;
        steps.add((mode, original, directory) -> {
            int result = keepOthers ? mode : mode & ~scope;
            result = operator == '-' ? result & ~set : result | set;
            return directory || (original & EXECUTE) != 0 ? result | ifExecutable : result;
        });
    }

    /** {@code g=u}: the permission bits of one class for others; set-id bits stay. */
    private void copy(char operator, int who, char from) {
        int source = from == 'u' ? 6 : from == 'g' ? 3 : 0;
        int scope = (who == 0 ? STANDARD : who) & 0777;
        steps.add((mode, original, directory) -> {
            int bits = mode >> source & 7;
            int spread = (bits << 6 | bits << 3 | bits) & scope;
            return switch (operator) {
                case '-' -> mode & ~spread;
                case '=' -> mode & ~scope | spread;
                default -> mode | spread;
            };
        });
    }

    private static int who(char c) {
        return switch (c) {
            case 'a' -> STANDARD;
            case 'u' -> SET_UID | 0700;
            case 'g' -> SET_GID | 0070;
            case 'o' -> 0007;
            default -> 0;
        };
    }

    private static boolean onlyOthers(int who) {
        return who == 0007;
    }

    private static boolean isOperator(char c) {
        return c == '+' || c == '-' || c == '=';
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw new IllegalArgumentException("mode: \"" + text + "\" (expected: '" + c + "' at " + at + ")");
        }
        at++;
    }
}
