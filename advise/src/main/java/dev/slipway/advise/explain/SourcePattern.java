package dev.slipway.advise.explain;

import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.PathMatcher;
import java.util.List;
import java.util.Optional;

/** One source of COPY or ADD, or the path of a bind mount. */
sealed interface SourcePattern {
    /** Whether the entry is taken, directly or as part of a directory that is. */
    boolean takes(String path, boolean directory, Exclusions exclude);

    static SourcePattern of(FileAction.Source source, boolean parents) {
        Named named = Named.of(source.pattern(), source.wildcard());
        if (!parents) {
            return new Tops(named);
        }
        return new Parents(
                source.base()
                        .map(base -> Named.of(base.pattern(), base.wildcard()))
                        .orElse(new Named("", Optional.empty(), 0)),
                source.pattern(),
                source.wildcard());
    }

    /**
     * A name or a wildcard; a wildcard stands for names that are as deep as itself.
     *
     * @param depth number of segments
     */
    record Named(String pattern, Optional<PathMatcher> wildcard, int depth) {
        static Named of(String pattern, Optional<PathMatcher> wildcard) {
            int depth = pattern.isEmpty()
                    ? 0
                    : 1 + (int) pattern.chars().filter(c -> c == '/').count();
            return new Named(pattern, wildcard, depth);
        }

        /** Where the part of {@code path} ends that this names: its length for the path itself; -1 when it names none. */
        int end(String path) {
            if (depth == 0) {
                return 0;
            }
            int end = 0;
            for (int i = 0; i < depth; i++) {
                if (end >= path.length()) {
                    return -1;
                }
                int slash = path.indexOf('/', i == 0 ? 0 : end + 1);
                end = slash < 0 ? path.length() : slash;
            }
            String head = path.substring(0, end);
            boolean matches = wildcard.map(matcher -> matcher.matches(head)).orElseGet(() -> head.equals(pattern));
            return matches ? end : -1;
        }
    }

    /** Without {@code --parents}. */
    record Tops(Named named) implements SourcePattern {
        @Override
        public boolean takes(String path, boolean directory, Exclusions exclude) {
            int end = named.end(path);
            if (end < 0) {
                return false;
            }
            if (end == path.length()) {
                return directory
                        || !(exclude.excludes(path.substring(path.lastIndexOf('/') + 1)) || exclude.excludes(path));
            }
            return !exclude.excludes(end == 0 ? path : path.substring(end + 1));
        }
    }

    /** With {@code --parents}: paths below the base that the pattern matches, or that lie in what it matches. */
    record Parents(Named base, String pattern, Optional<PathMatcher> wildcard) implements SourcePattern {
        @Override
        public boolean takes(String path, boolean directory, Exclusions exclude) {
            int end = base.end(path);
            if (end < 0 || end == path.length()) {
                return false;
            }
            String below = end == 0 ? path : path.substring(end + 1);
            return included(below) && !exclude.excludes(below);
        }

        private boolean included(String below) {
            if (pattern.isEmpty()) {
                return true;
            }
            if (wildcard.isEmpty()) {
                return below.equals(pattern) || below.startsWith(pattern + "/");
            }
            for (int slash = below.indexOf('/'); slash >= 0; slash = below.indexOf('/', slash + 1)) {
                if (wildcard.get().matches(below.substring(0, slash))) {
                    return true;
                }
            }
            return wildcard.get().matches(below);
        }
    }

    /** Of several sources what has a name like this too; directories do not count. */
    record Only(List<SourcePattern> sources, PathMatcher names) implements SourcePattern {
        @Override
        public boolean takes(String path, boolean directory, Exclusions exclude) {
            return !directory
                    && names.matches(path)
                    && sources.stream().anyMatch(source -> source.takes(path, false, exclude));
        }
    }
}
