package dev.slipway.engine.tree;

import dev.slipway.image.ImagePath;
import java.util.List;
import java.util.Optional;

/**
 * A tree of files to read from, as it looks at one moment. Safe for many threads. Paths are taken as they are: no
 * link is followed; {@code PathResolver} does that within the tree.
 */
public interface FileTree {
    Optional<TreeNode> find(ImagePath path);

    /** Whether listing a directory costs so much that a walk should begin with the next ones ahead of time. */
    default boolean listsSlowly() {
        return false;
    }

    /** Direct children, sorted by name; empty when the path is not a directory. */
    List<TreeNode> children(ImagePath directory);
}
