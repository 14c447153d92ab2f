package dev.slipway.engine.tree;

import dev.slipway.image.Digest;
import dev.slipway.image.layer.LayerEntry;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An object of a tree.
 *
 * @param entry type and metadata; a regular file carries its size
 * @param content sha256 of a regular file, where the tree knows it without reading
 * @param location where its bytes are
 * @param linkIdentity equal and not empty for names of one inode
 */
public record TreeNode(LayerEntry.Inode entry, Optional<Digest> content, Location location, String linkIdentity) {
    /**
     * A file below a directory of this machine.
     *
     * @param immutable whether the file is in the store and never changes, so that it may be hard-linked
     */
    public record Location(Path root, dev.slipway.image.ImagePath path, boolean immutable) {}
}
