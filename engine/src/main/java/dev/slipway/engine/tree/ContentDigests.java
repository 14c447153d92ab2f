package dev.slipway.engine.tree;

import dev.slipway.image.Digest;

/**
 * Gives the sha256 of files whose tree does not know it. What an earlier build read of
 * a context the tree knows ({@link ContextMemory}).
 */
public interface ContentDigests {
    /**
     * Digest of a regular file's content. Read at most once for a file as long as this object lives. Safe for many
     * threads.
     */
    Digest of(TreeNode file) throws InterruptedException;
}
