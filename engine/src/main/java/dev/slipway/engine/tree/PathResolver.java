package dev.slipway.engine.tree;

import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.LayerEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Follows symbolic links inside a tree as the kernel would after a chroot: an absolute target starts again at the
 * root, {@code ..} stops there. Nothing outside the tree is ever looked at.
 *
 * <p>The root may be a directory of the tree, which must not be a link itself. Results are paths of the whole tree.
 */
public final class PathResolver {
    /** As Linux: the 41st link is one too many. */
    public static final int MAX_LINKS = 40;

    private final FileTree tree;
    private final ImagePath root;

    /** Where a path leads. */
    public sealed interface Resolution {
        /** Free of links; for {@link Blocked} where it ended. */
        ImagePath path();

        record Found(ImagePath path, TreeNode node) implements Resolution {}

        /** The object, and maybe some of its parents, is not there; {@code path} is where it would be. */
        record Missing(ImagePath path) implements Resolution {}

        /** Something that is not a directory stands on the way, or the links do not end. */
        record Blocked(ImagePath path, Reason reason) implements Resolution {}
    }

    /** Why a path leads nowhere. */
    public enum Reason {
        NOT_A_DIRECTORY,
        TOO_MANY_LINKS
    }

    public PathResolver(FileTree tree) {
        this(tree, ImagePath.ROOT);
    }

    public PathResolver(FileTree tree, ImagePath root) {
        this.tree = tree;
        this.root = root;
    }

    /** @param path as seen from the root; a link at its end is followed too */
    public Resolution follow(ImagePath path) {
        return walk(path, true);
    }

    /** Follows all links but the last segment. */
    public Resolution followParents(ImagePath path) {
        return walk(path, false);
    }

    private Resolution walk(ImagePath path, boolean last) {
        Deque<String> ahead = new ArrayDeque<>(path.segments());
        ImagePath at = root;
        Optional<TreeNode> node = tree.find(root);
        int links = 0;
        while (!ahead.isEmpty()) {
            String segment = ahead.removeFirst();
            if (node.isPresent() && !node.get().isDirectory()) {
                return new Resolution.Blocked(at, Reason.NOT_A_DIRECTORY);
            }
            ImagePath next = step(at, segment);
            Optional<TreeNode> found = tree.find(next);
            if (found.isPresent()
                    && found.get().entry() instanceof LayerEntry.Symlink link
                    && (last || !ahead.isEmpty())) {
                if (++links > MAX_LINKS) {
                    return new Resolution.Blocked(next, Reason.TOO_MANY_LINKS);
                }
                push(ahead, link.target());
                at = link.target().startsWith("/") ? root : at;
                node = tree.find(at);
            } else {
                at = next;
                node = found;
            }
        }
        ImagePath end = at;
        return node.<Resolution>map(n -> new Resolution.Found(end, n)).orElseGet(() -> new Resolution.Missing(end));
    }

    private ImagePath step(ImagePath at, String segment) {
        if (segment.equals("..")) {
            return at.equals(root) ? root : at.parent();
        }
        return at.resolve(segment);
    }

    private static void push(Deque<String> ahead, String target) {
        for (String segment : List.of(target.split("/")).reversed()) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                ahead.addFirst(segment);
            }
        }
    }
}
