package dev.slipway.engine.tree;

import dev.slipway.image.Digest;

/**
 * Gives the sha256 of files whose tree does not know it. The place where a digest may be remembered from an earlier
 * build by size, times and inode.
 */
public interface ContentDigests {
    /**
     * Digest of a regular file's content. Read at most once for a file as long as this object lives. Safe for many
     * threads.
     */
    Digest of(TreeNode file) throws InterruptedException;
}
