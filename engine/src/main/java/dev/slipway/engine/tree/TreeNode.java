package dev.slipway.engine.tree;

import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An object of a tree.
 *
 * @param entry type and metadata; a regular file carries its size
 * @param content sha256 of a regular file, where the tree knows it without reading
 * @param location where its bytes are; empty for what is nowhere, such as the root of no layers
 * @param linkIdentity equal and not empty for names of one inode
 */
public record TreeNode(
        LayerEntry.Inode entry, Optional<Digest> content, Optional<Location> location, String linkIdentity) {
    /**
     * A file below a directory of this machine.
     *
     * @param immutable whether the file is in the store and never changes, so that it may be hard-linked
     */
    public record Location(Path root, ImagePath path, boolean immutable) {}

    /** A directory that is on no disk. */
    public static TreeNode directory(ImagePath path, EntryMetadata metadata) {
        return new TreeNode(new LayerEntry.Directory(path, metadata), Optional.empty(), Optional.empty(), "");
    }

    public boolean isDirectory() {
        return entry instanceof LayerEntry.Directory;
    }

    public ImagePath path() {
        return entry.path();
    }
}
