package dev.slipway.plan.lower;

import dev.slipway.dockerfile.ignore.IgnoreRules;
import dev.slipway.dockerfile.ignore.InvalidPatternException;
import dev.slipway.dockerfile.ignore.PathPattern;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Patterns of the dockerfile module as the graph's predicates. */
public final class Matchers {
    private Matchers() {}

    /**
     * A wildcard source of COPY or ADD.
     *
     * @param recursive with {@code --parents}: {@code **} crosses directories
     * @throws InvalidPatternException when it cannot be read
     */
    static PathMatcher wildcard(String pattern, boolean recursive) {
        PathPattern compiled = recursive ? PathPattern.recursive(pattern) : PathPattern.glob(pattern);
        return new Matcher(pattern, compiled);
    }

    private record Matcher(String pattern, PathPattern compiled) implements PathMatcher {
        @Override
        public boolean matches(String path) {
            return compiled.matches(path);
        }
    }

    /**
     * All {@code --exclude} of an instruction as one, because a later {@code !pattern} takes back in what an earlier one
     * left out.
     *
     * @throws InvalidPatternException for the first pattern that cannot be read
     */
    static Exclusions exclude(List<String> patterns) {
        return exclusions(IgnoreRules.of(patterns));
    }

    /** An ignore file. */
    public static Exclusions exclusions(IgnoreRules rules) {
        return rules.isEmpty() ? Exclusions.NONE : new Ignored(rules);
    }

    /** Remembers what the rules say of directories: a context has many entries in each. */
    private static final class Ignored implements Exclusions {
        private final IgnoreRules rules;
        private final Map<String, IgnoreRules.Scope> directories = new ConcurrentHashMap<>();

        Ignored(IgnoreRules rules) {
            this.rules = rules;
        }

        @Override
        public boolean excludes(String path) {
            return scope(path).excluded();
        }

        @Override
        public boolean excludesAllBelow(String directory) {
            return directory(directory).canSkip();
        }

        private IgnoreRules.Scope scope(String path) {
            int slash = path.lastIndexOf('/');
            IgnoreRules.Scope parent = slash < 0 ? rules.root() : directory(path.substring(0, slash));
            return parent.enter(path.substring(slash + 1));
        }

        private IgnoreRules.Scope directory(String path) {
            IgnoreRules.Scope known = directories.get(path);
            if (known == null) {
                known = scope(path);
                directories.put(path, known);
            }
            return known;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ignored that && rules.equals(that.rules);
        }

        @Override
        public int hashCode() {
            return rules.hashCode();
        }

        @Override
        public String canonical() {
            return rules.canonicalText();
        }
    }
}
