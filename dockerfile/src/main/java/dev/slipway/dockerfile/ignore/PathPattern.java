package dev.slipway.dockerfile.ignore;

import java.util.List;

/**
 * A wildcard pattern for relative paths with {@code /} between names.
 *
 * <p>{@code *} is any run without a slash, {@code ?} any one character but a slash, {@code [a-z]} and {@code [^a-z]}
 * one of a class, {@code \x} a literal x (Go's {@code filepath.Match}). With {@link #recursive}, {@code **} also
 * crosses slashes: {@code **}{@code /x} is x at any depth, {@code x/**} everything below x (moby's patternmatcher).
 *
 * <p>Immutable; {@link #text()} makes an equal pattern again. Matching takes time in proportion to pattern times path.
 */
public final class PathPattern {
    private final String text;
    private final boolean recursive;
    private final int[] steps;
    private final List<CharacterClass> classes;
    // How many of the first steps are literal characters.
    private final int literals;

    private PathPattern(String text, boolean recursive) {
        PatternParser.Compiled compiled = new PatternParser(text, recursive).compile();
        this.text = text;
        this.recursive = recursive;
        this.steps = compiled.steps();
        this.classes = compiled.classes();
        int count = 0;
        while (count < steps.length && steps[count] >= 0) {
            count++;
        }
        this.literals = count;
    }

    /**
     * A pattern in which {@code **} crosses directories, as in ignore files, {@code --exclude} and sources of
     * {@code COPY --parents}. The text is cleaned first: no double or trailing slashes, no {@code .} names.
     *
     * @throws InvalidPatternException for an unclosed class or a lone backslash at the end
     */
    public static PathPattern recursive(String text) {
        return new PathPattern(CleanPath.of(text), true);
    }

    /**
     * A pattern in which {@code **} is no more than {@code *}, as in sources of COPY and ADD. The text is kept.
     *
     * @throws InvalidPatternException for an unclosed class or a lone backslash at the end
     */
    public static PathPattern glob(String text) {
        return new PathPattern(text, false);
    }

    /** The pattern's text, cleaned where the pattern is recursive. */
    public String text() {
        return text;
    }

    public boolean isRecursive() {
        return recursive;
    }

    /** Whether the pattern is the name of one path, without wildcards. */
    public boolean isLiteral() {
        return literals == steps.length;
    }

    /** Whether the whole of {@code path} matches. */
    public boolean matches(String path) {
        return startsLikeLiterals(path) && walk(path)[steps.length];
    }

    /** Whether {@code path} or a directory above it matches. */
    public boolean matchesOrParent(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (matches(path.substring(0, slash))) {
                return true;
            }
        }
        return matches(path);
    }

    /** Whether some path below {@code directory} could match. */
    public boolean couldMatchBelow(String directory) {
        boolean[] live = walk(directory + "/");
        for (int i = 0; i < steps.length; i++) {
            if (live[i]) {
                return true;
            }
        }
        return false;
    }

    /** A cheap no for most paths of a large context. */
    private boolean startsLikeLiterals(String path) {
        int at = 0;
        for (int i = 0; i < literals; i++) {
            if (at == path.length() || path.codePointAt(at) != steps[i]) {
                return false;
            }
            at += Character.charCount(steps[i]);
        }
        return true;
    }

    /** The steps that may come next after {@code path}; the last element says that none need come. */
    private boolean[] walk(String path) {
        boolean[] live = new boolean[steps.length + 1];
        live[0] = true;
        skipOptional(live);
        for (int at = 0; at < path.length(); ) {
            int point = path.codePointAt(at);
            at += Character.charCount(point);
            for (int i = steps.length; i >= 0; i--) {
                live[i] = (live[i] && i < steps.length && stays(steps[i], point))
                        || (i > 0 && live[i - 1] && moves(steps[i - 1], point));
            }
            skipOptional(live);
        }
        return live;
    }

    private void skipOptional(boolean[] live) {
        for (int i = 0; i < steps.length; i++) {
            if (live[i] && (steps[i] == PatternParser.RUN || steps[i] == PatternParser.ALL)) {
                live[i + 1] = true;
            } else if (live[i] && steps[i] == PatternParser.DEEP) {
                live[i + 1] = true;
                live[i + 2] = true;
            }
        }
    }

    private static boolean stays(int step, int point) {
        return step == PatternParser.ALL || step == PatternParser.INSIDE || (step == PatternParser.RUN && point != '/');
    }

    private boolean moves(int step, int point) {
        if (step >= 0) {
            return step == point;
        }
        return switch (step) {
            case PatternParser.ONE -> point != '/';
            case PatternParser.INSIDE -> point == '/';
            case PatternParser.RUN, PatternParser.ALL, PatternParser.DEEP -> false;
            default -> classes.get(PatternParser.CLASS - step).matches(point);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern that && recursive == that.recursive && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode() * 2 + (recursive ? 1 : 0);
    }

    @Override
    public String toString() {
        return text;
    }
}
