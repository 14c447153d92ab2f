package dev.slipway.dockerfile.ignore;

import dev.slipway.dockerfile.Blanks;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules of a {@code .dockerignore} file, or of repeated {@code --exclude} flags (Docker documentation, Build
 * context, .dockerignore files; moby's patternmatcher).
 *
 * <p>Rules apply in order and the last one that matches a path or a directory above it decides; {@code !pattern}
 * takes paths back in. Patterns are relative to the context's root, a leading slash changes nothing. Immutable.
 */
public final class IgnoreRules {
    /** Excludes nothing. */
    public static final IgnoreRules NONE = new IgnoreRules(List.of());

    private final List<IgnoreRule> rules;
    private final boolean reincludes;

    private IgnoreRules(List<IgnoreRule> rules) {
        this.rules = List.copyOf(rules);
        this.reincludes = rules.stream().anyMatch(IgnoreRule::reinclude);
    }

    /**
     * Reads an ignore file: one pattern a line, {@code #} at the very start of a line makes a comment, white space
     * around patterns and empty lines mean nothing.
     *
     * @throws DockerfileException at the pattern, code {@code BAD_IGNORE_PATTERN}
     */
    public static IgnoreRules parse(SourceText source) {
        String text = source.text();
        List<IgnoreRule> rules = new ArrayList<>();
        int start = text.startsWith("\ufeff") ? 1 : 0;
        int origin = start;
        for (int number = 1; start < text.length(); number++) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            if (text.charAt(start) != '#') {
                int from = Blanks.skipSpace(text, start, end);
                int to = Blanks.trimSpaceEnd(text, from, end);
                Span span = new Span(number, from - origin + 1, number, Math.max(to - origin, from - origin));
                rule(source, text.substring(from, to), span).ifPresent(rules::add);
            }
            start = end + 1;
            origin = start;
        }
        return rules.isEmpty() ? NONE : new IgnoreRules(rules);
    }

    private static Optional<IgnoreRule> rule(SourceText source, String line, Span span) {
        try {
            return IgnoreRule.ofLine(line);
        } catch (InvalidPatternException bad) {
            throw new DockerfileException(Code.BAD_IGNORE_PATTERN, source, span, bad.getMessage(), Optional.empty());
        }
    }

    /**
     * The same from patterns alone, as {@code --exclude} gives them: white space around them is dropped, {@code !}
     * takes back in, a leading slash is kept and then matches nothing.
     *
     * @throws InvalidPatternException for the first pattern that cannot be read
     */
    public static IgnoreRules of(List<String> patterns) {
        List<IgnoreRule> rules = new ArrayList<>();
        for (String pattern : patterns) {
            IgnoreRule.ofPattern(Blanks.trim(pattern)).ifPresent(rules::add);
        }
        return rules.isEmpty() ? NONE : new IgnoreRules(rules);
    }

    /** Whether the path, relative to the context, is left out. The root itself, {@code "."}, never is. */
    public boolean excluded(String relativePath) {
        return !rules.isEmpty() && scope(relativePath).excluded();
    }

    /** Whether neither the directory nor anything that could be below it is part of the context. */
    public boolean canSkipDirectory(String relativePath) {
        return !rules.isEmpty() && scope(relativePath).canSkip();
    }

    private Scope scope(String relativePath) {
        Scope scope = root();
        String path = CleanPath.of(relativePath);
        if (path.equals(".")) {
            return scope;
        }
        for (String name : path.split("/", -1)) {
            scope = scope.enter(name);
        }
        return scope;
    }

    /** Where a walk of the context begins: cheaper than asking for each path anew. */
    public Scope root() {
        return new Scope("", new boolean[rules.size()], false);
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** The cleaned patterns, one a line, in order: equal texts exclude the same paths. For cache identity. */
    public String canonicalText() {
        return rules.stream().map(IgnoreRule::toString).collect(Collectors.joining("\n"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IgnoreRules that && rules.equals(that.rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }

    @Override
    public String toString() {
        return canonicalText();
    }

    /** A path of a walk, with what the rules say so far. Immutable. */
    public final class Scope {
        private final String path;
        private final boolean[] matched;
        private final boolean excluded;

        private Scope(String path, boolean[] matched, boolean excluded) {
            this.path = path;
            this.matched = matched;
            this.excluded = excluded;
        }

        /** The entry {@code name} of this directory. */
        public Scope enter(String name) {
            String child = path.isEmpty() ? name : path + "/" + name;
            boolean[] now = new boolean[matched.length];
            boolean out = false;
            for (int i = 0; i < now.length; i++) {
                IgnoreRule rule = rules.get(i);
                // What matched a directory matches everything in it. Otherwise a rule that would change nothing is
                // not looked at and, as in the reference builder, does not count as matched further down.
                now[i] =
                        matched[i] || (rule.reinclude() == out && rule.pattern().matches(child));
                if (now[i]) {
                    out = !rule.reinclude();
                }
            }
            return new Scope(child, now, out);
        }

        public boolean excluded() {
            return excluded;
        }

        /** Whether this directory is excluded and no rule can take back in anything below it. */
        public boolean canSkip() {
            return excluded
                    && !(reincludes
                            && rules.stream()
                                    .anyMatch(rule ->
                                            rule.reinclude() && rule.pattern().couldMatchBelow(path)));
        }
    }
}
