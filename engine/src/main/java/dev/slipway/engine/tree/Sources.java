package dev.slipway.engine.tree;

import dev.slipway.engine.step.StepException;
import dev.slipway.engine.tree.PathResolver.Resolution;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the sources of a copy in a tree. */
final class Sources {
    private final FileTree tree;
    private final String from;
    private final PathResolver resolver;

    Sources(FileTree tree, String from) {
        this.tree = tree;
        this.from = from;
        this.resolver = new PathResolver(tree);
    }

    List<Selection.Top> plain(FileAction.Source source) {
        return find(source, source.pattern(), source.wildcard(), Inclusion.ALL);
    }

    /** Entries keep their path below the base, or below the root when there is none. */
    List<Selection.Top> parents(FileAction.Source source) {
        Inclusion include = new Inclusion(source.pattern(), source.wildcard());
        FileAction.Base base = source.base().orElse(new FileAction.Base("", Optional.empty()));
        List<Selection.Top> tops = find(source, base.pattern(), base.wildcard(), include);
        tops.removeIf(top -> !top.node().isDirectory());
        boolean plainBase = base.wildcard().isEmpty();
        if (plainBase && source.wildcard().isEmpty()) {
            requireBelow(source, tops);
        }
        return tops;
    }

    private List<Selection.Top> find(
            FileAction.Source source, String pattern, Optional<PathMatcher> wildcard, Inclusion include) {
        List<ImagePath> names = Matches.expand(tree, pattern, wildcard)
                .orElseThrow(() -> missing(source, "the directory it looks into is not in " + from));
        List<Selection.Top> tops = new ArrayList<>();
        for (ImagePath name : names) {
            switch (resolver.follow(name)) {
                case Resolution.Found(ImagePath ignored, TreeNode node) ->
                    tops.add(new Selection.Top(source, name, node, include));
                case Resolution.Missing(ImagePath path) ->
                    throw missing(
                            source,
                            path.equals(name)
                                    ? "it is not in " + from
                                    : "its link leads to \"" + path + "\", which is not in " + from);
                case Resolution.Blocked(ImagePath path, PathResolver.Reason reason) ->
                    throw missing(source, blocked(path, reason));
            }
        }
        return tops;
    }

    /** Links on the way count as what they are, not as what they point to. */
    private void requireBelow(FileAction.Source source, List<Selection.Top> tops) {
        for (Selection.Top top : tops) {
            ImagePath at = top.node().path();
            for (String segment : ImagePath.of(source.pattern()).segments()) {
                at = at.resolve(segment);
                if (tree.find(at).isEmpty()) {
                    throw missing(source, "it is not in " + from);
                }
            }
        }
        if (tops.isEmpty()) {
            throw missing(source, "what stands before /./ is not a directory of " + from);
        }
    }

    private static String blocked(ImagePath path, PathResolver.Reason reason) {
        return switch (reason) {
            case NOT_A_DIRECTORY -> "\"" + path.relative() + "\" is not a directory";
            case TOO_MANY_LINKS -> "more than " + PathResolver.MAX_LINKS + " symbolic links on the way";
        };
    }

    private StepException missing(FileAction.Source source, String why) {
        Optional<String> span = Optional.of(source.span()).filter(s -> !s.isEmpty());
        return new StepException(
                StepException.Code.MISSING_SOURCE,
                "cannot copy \"" + source.text() + "\": " + why + " (expected: a file or directory of " + from + ")",
                new StepException.Facts(
                        Optional.empty(),
                        List.of(),
                        span,
                        Optional.of("check the spelling, and that the ignore file does not leave it out")));
    }
}
