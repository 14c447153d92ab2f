package dev.slipway.engine.file;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.util.Optional;

/** What was written before in the same layer, as a tree shows it. */
final class Written {
    private Written() {}

    /** Without extended attributes. */
    static TreeNode node(ImagePath path, FileStatus status, Place place) throws LinuxException {
        FileStatus.Times times = status.times();
        EntryMetadata metadata = EntryMetadata.of(
                        status.permissions(),
                        status.owner().uid(),
                        status.owner().gid(),
                        0)
                .withModified(times.modifiedSeconds(), times.modifiedNanos());
        LayerEntry.Inode entry = switch (status.type()) {
            case FileStatus.DIRECTORY -> new LayerEntry.Directory(path, metadata);
            case FileStatus.REGULAR -> new LayerEntry.RegularFile(path, metadata, status.sizeBytes());
            case FileStatus.SYMLINK -> new LayerEntry.Symlink(path, metadata, Nodes.readlink(place));
            case FileStatus.FIFO -> new LayerEntry.Fifo(path, metadata);
            default ->
                new LayerEntry.Device(
                        path, metadata, status.type() == FileStatus.BLOCK, (int) (status.nodeDevice() >>> 32), (int)
                                status.nodeDevice());
        };
        return new TreeNode(entry, Optional.empty(), Optional.empty(), "");
    }
}
