package dev.slipway.engine.tree;

import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Expands a source pattern to names of a tree: the leading segments without wildcards are followed through links, the
 * rest is matched against names as they are (BuildKit, {@code COPY} with wildcards).
 */
final class Matches {
    private final FileTree tree;
    private final String pattern;
    private final PathMatcher matcher;
    private final List<String> plain;
    private final int wild;

    private Matches(FileTree tree, String pattern, PathMatcher matcher) {
        this.tree = tree;
        this.pattern = pattern;
        this.matcher = matcher;
        List<String> segments = List.of(pattern.split("/"));
        int split = 0;
        while (split < segments.size() && !hasWildcard(segments.get(split))) {
            split++;
        }
        this.plain = segments.subList(0, split).stream().map(Matches::unescape).toList();
        this.wild = segments.size() - split;
    }

    /**
     * Names that the pattern stands for, sorted; not followed at their end. Without a wildcard the name itself, whether
     * it is there or not; with one maybe none.
     *
     * @return empty when the directory that the wildcard looks into is not there
     */
    static Optional<List<ImagePath>> expand(FileTree tree, String pattern, Optional<PathMatcher> wildcard) {
        if (wildcard.isEmpty()) {
            return Optional.of(List.of(ImagePath.of(pattern)));
        }
        return new Matches(tree, pattern, wildcard.get()).expand();
    }

    /** Whether a path segment has wildcard characters, escaped ones aside. */
    static boolean hasWildcard(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            switch (segment.charAt(i)) {
                case '*', '?', '[' -> {
                    return true;
                }
                case '\\' -> i++;
                default -> {}
            }
        }
        return false;
    }

    static String unescape(String segment) {
        if (segment.indexOf('\\') < 0) {
            return segment;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            if (segment.charAt(i) == '\\' && i + 1 < segment.length()) {
                i++;
            }
            plain.append(segment.charAt(i));
        }
        return plain.toString();
    }

    private Optional<List<ImagePath>> expand() {
        if (wild == 0) {
            return Optional.of(List.of(ImagePath.of(unescape(pattern))));
        }
        String prefix = String.join("/", plain);
        if (!(new PathResolver(tree).follow(ImagePath.of(prefix))
                instanceof PathResolver.Resolution.Found(ImagePath real, TreeNode ignored))) {
            return Optional.empty();
        }
        List<ImagePath> found = new ArrayList<>();
        collect(real, ImagePath.of(prefix), wild, found);
        return Optional.of(found);
    }

    /** No wildcard but {@code **}, which is not one here, matches a slash: names are as deep as the pattern. */
    private void collect(ImagePath real, ImagePath named, int depth, List<ImagePath> found) {
        for (TreeNode child : tree.children(real)) {
            ImagePath name = named.resolve(child.path().name());
            if (depth > 1) {
                if (child.isDirectory()) {
                    collect(child.path(), name, depth - 1, found);
                }
            } else if (matcher.matches(name.relative())) {
                found.add(name);
            }
        }
    }
}
