package dev.slipway.dockerfile.ignore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compiles a pattern's text to the steps that {@link PathPattern} walks. */
final class PatternParser {
    /** Steps; a value >= 0 is a literal code point, a value <= CLASS the class with the index {@code CLASS - value}. */
    static final int ONE = -1;

    static final int RUN = -2;
    static final int ALL = -3;
    /** Nothing, or any text up to and with a slash: this step may be left at once... */
    static final int DEEP = -4;
    /** ... and this one, which always follows it, only with a slash. */
    static final int INSIDE = -5;

    static final int CLASS = -6;

    private final String pattern;
    private final boolean recursive;
    private final int[] points;
    private final List<CharacterClass> classes = new ArrayList<>();
    private int[] steps;
    private int count;
    private int at;

    PatternParser(String pattern, boolean recursive) {
        this.pattern = pattern;
        this.recursive = recursive;
        this.points = pattern.codePoints().toArray();
        this.steps = new int[points.length + 2];
    }

    record Compiled(int[] steps, List<CharacterClass> classes) {}

    Compiled compile() {
        while (at < points.length) {
            int point = points[at++];
            switch (point) {
                case '*' -> stars();
                case '?' -> emit(ONE);
                case '[' -> characterClass();
                case '\\' -> emit(escaped());
                default -> emit(point);
            }
        }
        return new Compiled(Arrays.copyOf(steps, count), List.copyOf(classes));
    }

    private void emit(int step) {
        if (count == steps.length) {
            steps = Arrays.copyOf(steps, count * 2);
        }
        steps[count++] = step;
    }

    private void stars() {
        boolean first = at == 1;
        if (!recursive || at == points.length || points[at] != '*') {
            emit(RUN);
            return;
        }
        at++;
        boolean slash = at < points.length && points[at] == '/';
        if (slash) {
            at++;
        }
        if (at == points.length || (first && !slash && onlyLiterals())) {
            // At the end everything below matches. "**name" alone, unlike "**n?me", also matches inside a name.
            emit(ALL);
        } else {
            emit(DEEP);
            emit(INSIDE);
        }
    }

    private boolean onlyLiterals() {
        for (int i = at; i < points.length; i++) {
            if ("*?[]\\".indexOf(points[i]) >= 0) {
                return false;
            }
        }
        return true;
    }

    private int escaped() {
        if (at == points.length) {
            throw new InvalidPatternException(pattern, "a character after the backslash");
        }
        return points[at++];
    }

    private void characterClass() {
        boolean negated = at < points.length && points[at] == '^';
        if (negated) {
            at++;
        }
        int[] ranges = new int[4];
        int length = 0;
        while (length == 0 || at >= points.length || points[at] != ']') {
            if (length == ranges.length) {
                ranges = Arrays.copyOf(ranges, length * 2);
            }
            int low = classCharacter();
            int high = low;
            if (at < points.length && points[at] == '-') {
                at++;
                high = classCharacter();
            }
            if (high < low) {
                throw new InvalidPatternException(pattern, "a range from low to high in [...]");
            }
            ranges[length++] = low;
            ranges[length++] = high;
        }
        at++;
        emit(CLASS - classes.size());
        classes.add(new CharacterClass(negated, Arrays.copyOf(ranges, length)));
    }

    private int classCharacter() {
        if (at >= points.length) {
            throw new InvalidPatternException(pattern, "a ] that closes the [");
        }
        int point = points[at++];
        if (point == '-' || point == ']') {
            throw new InvalidPatternException(pattern, "characters or ranges in [...]; \\ before a literal - or ]");
        }
        return point == '\\' ? escaped() : point;
    }
}
