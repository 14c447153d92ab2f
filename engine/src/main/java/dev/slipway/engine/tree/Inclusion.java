package dev.slipway.engine.tree;

import dev.slipway.plan.graph.PathMatcher;
import java.util.List;
import java.util.Optional;

/** Which paths below a directory {@code --parents} wants; everything without it. */
final class Inclusion {
    static final Inclusion ALL = new Inclusion("", Optional.empty());

    private final String pattern;
    private final Optional<PathMatcher> wildcard;
    private final List<String> segments;
    private final int plain;
    private final boolean anyDepth;

    Inclusion(String pattern, Optional<PathMatcher> wildcard) {
        this.pattern = pattern;
        this.wildcard = wildcard;
        this.segments = pattern.isEmpty() ? List.of() : List.of(pattern.split("/"));
        int split = 0;
        while (split < segments.size() && (wildcard.isEmpty() || !Matches.hasWildcard(segments.get(split)))) {
            split++;
        }
        this.plain = split;
        this.anyDepth = segments.contains("**");
    }

    boolean all() {
        return segments.isEmpty();
    }

    boolean matches(String path) {
        return wildcard.map(matcher -> matcher.matches(path)).orElseGet(() -> path.equals(pattern));
    }

    /** False only when nothing below the directory can match, so that it need not be read. */
    boolean mayMatchBelow(String directory) {
        String[] names = directory.split("/");
        if (names.length >= segments.size() && !anyDepth) {
            return false;
        }
        for (int i = 0; i < Math.min(plain, names.length); i++) {
            String segment = segments.get(i);
            if (!names[i].equals(wildcard.isEmpty() ? segment : Matches.unescape(segment))) {
                return false;
            }
        }
        return true;
    }
}
