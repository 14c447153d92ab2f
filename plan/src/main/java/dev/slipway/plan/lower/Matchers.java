package dev.slipway.plan.lower;

import dev.slipway.dockerfile.ignore.IgnoreRules;
import dev.slipway.dockerfile.ignore.InvalidPatternException;
import dev.slipway.dockerfile.ignore.PathPattern;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.PathMatcher;
import java.util.List;

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

    private record Ignored(IgnoreRules rules) implements Exclusions {
        @Override
        public boolean excludes(String path) {
            return rules.excluded(path);
        }

        @Override
        public boolean excludesAllBelow(String directory) {
            return rules.canSkipDirectory(directory);
        }

        @Override
        public String canonical() {
            return rules.canonicalText();
        }
    }
}
