package dev.slipway.image.layer;

import dev.slipway.image.ImagePath;

/**
 * One entry of a layer: a file system object, or a mark that hides one of a lower layer (OCI image-spec, layer.md).
 *
 * <p>The same type describes an entry of a layer tar, of a layer directory and of a copied tree, so that every reader
 * and writer agrees on what a layer can hold.
 */
public sealed interface LayerEntry {
    /** Where the object is; for {@link Opaque} the directory that it marks. */
    ImagePath path();

    /** An object with an inode of its own. */
    sealed interface Inode extends LayerEntry {
        EntryMetadata metadata();
    }

    record Directory(ImagePath path, EntryMetadata metadata) implements Inode {}

    /** @param sizeBytes length of the content that follows in a tar */
    record RegularFile(ImagePath path, EntryMetadata metadata, long sizeBytes) implements Inode {}

    /** @param target as stored: relative or absolute, not cleaned; {@code FileNames} encoding */
    record Symlink(ImagePath path, EntryMetadata metadata, String target) implements Inode {}

    record Device(ImagePath path, EntryMetadata metadata, boolean block, int major, int minor) implements Inode {}

    record Fifo(ImagePath path, EntryMetadata metadata) implements Inode {}

    /**
     * A further name of an object that appears earlier in the same layer.
     *
     * @param metadata that of the target. Docker and containerd set mode, owner and time of a link entry on the shared
     *     inode, so a writer has to repeat them; a reader must let the target's own entry win
     */
    record HardLink(ImagePath path, EntryMetadata metadata, ImagePath target) implements LayerEntry {}

    /** Hides what lower layers have at this path ({@code .wh.<name>} in a tar, a 0/0 character device in overlayfs). */
    record Whiteout(ImagePath path) implements LayerEntry {}

    /** Hides everything that lower layers have in this directory ({@code .wh..wh..opq}, an xattr in overlayfs). */
    record Opaque(ImagePath path) implements LayerEntry {}
}
