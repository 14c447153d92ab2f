package dev.slipway.engine.file;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.tree.DigestTable;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Writes a layer's directory in overlay form. Knows nothing of the layers below it; {@link TargetTree} does.
 *
 * <p>The parent of what is written must be there, and the name free. Memory grows with directories and with files that
 * share an inode, not with other files. Directories get their times from {@link #finish}, as each new name in them
 * changes those. Not for several threads.
 */
final class DraftDirectory implements AutoCloseable {
    private final String opaqueXattr;
    private final DirectoryHandles handles;
    private final Map<ImagePath, EntryMetadata> directories = new HashMap<>();
    private final Set<Long> linkedInodes = new HashSet<>();
    private final DigestTable digests = new DigestTable();
    private final SortedSet<String> refusedXattrs = new TreeSet<>();

    /**
     * @param opaqueXattr by which the store's layers mark opaque directories
     * @param keptOpen how many directories may stay open between uses
     */
    DraftDirectory(Path directory, String opaqueXattr, int keptOpen) throws LinuxException {
        this.opaqueXattr = opaqueXattr;
        this.handles = new DirectoryHandles(Place.of(directory), keptOpen);
    }

    /** Whether the directory was made here. */
    boolean hasDirectory(ImagePath path) {
        return path.isRoot() || directories.containsKey(path);
    }

    /** What was written at a path whose parent is here. */
    Optional<TreeNode> find(ImagePath path) throws LinuxException {
        Place place = handles.place(path);
        Optional<FileStatus> found = FileStatus.find(place);
        return found.isEmpty() ? Optional.empty() : Optional.of(Written.node(path, found.get(), place));
    }

    /** What a directory made here will look like. */
    EntryMetadata metadata(ImagePath directory) {
        EntryMetadata metadata = directories.get(directory);
        if (metadata == null) {
            throw new IllegalStateException(directory + " is not a directory of this layer");
        }
        return metadata;
    }

    void makeDirectory(ImagePath path, EntryMetadata metadata) throws LinuxException {
        Place place = handles.place(path);
        Nodes.mkdir(place, 0700);
        apply(place, metadata, true);
        directories.put(path, metadata);
    }

    /** Changes a directory that is here, or the root; attributes are added to those that it has. */
    void changeDirectory(ImagePath path, EntryMetadata metadata) throws LinuxException {
        apply(handles.place(path), metadata, true);
        directories.put(path, metadata);
    }

    /** Hides what lower layers have in a directory that is here. */
    void makeOpaque(ImagePath directory) throws LinuxException {
        Xattrs.set(handles.place(directory), opaqueXattr, new byte[] {'y'});
    }

    Digest writeFile(ImagePath path, EntryMetadata metadata, Content content) throws IOException, InterruptedException {
        Place place = handles.place(path);
        try (OpenFile file =
                OpenFile.open(place, OpenFile.WRITE | OpenFile.CREATE | OpenFile.EXCLUSIVE | OpenFile.NOFOLLOW, 0600)) {
            Digest digest = content.write(file);
            apply(Place.in(file, ""), metadata, true);
            digests.put(path.value(), digest);
            return digest;
        }
    }

    /**
     * Gives a file of the store a name here instead of copying it. Its metadata must be what is wanted.
     *
     * @return false when it has to be copied, also when its inode has a name here already: files that share an inode in
     *     the store must not become one file in the layer
     */
    boolean linkFromStore(ImagePath path, Place stored, Digest content) throws LinuxException {
        if (!linkedInodes.add(FileStatus.of(stored).inode())) {
            return false;
        }
        try {
            Nodes.link(stored, handles.place(path));
        } catch (LinuxException e) {
            if (e.is(Errno.EMLINK) || e.is(Errno.EXDEV) || e.is(Errno.EPERM)) {
                return false;
            }
            throw e;
        }
        digests.put(path.value(), content);
        return true;
    }

    /** A further name of a file that is here. */
    void hardLink(ImagePath existing, ImagePath path) throws LinuxException {
        Nodes.link(handles.place(existing), handles.place(path));
        digests.find(existing.value()).ifPresent(digest -> digests.put(path.value(), digest));
    }

    /** Anything that is neither a directory nor a regular file. */
    void writeSpecial(ImagePath path, LayerEntry.Inode entry, EntryMetadata metadata) throws LinuxException {
        Place place = handles.place(path);
        switch (entry) {
            case LayerEntry.Symlink link -> {
                Nodes.symlink(link.target(), place);
                apply(place, metadata, false);
                return;
            }
            case LayerEntry.Fifo ignored -> Nodes.mknod(place, FileStatus.FIFO | 0600, 0, 0);
            case LayerEntry.Device device ->
                Nodes.mknod(
                        place,
                        (device.block() ? FileStatus.BLOCK : FileStatus.CHARACTER) | 0600,
                        device.major(),
                        device.minor());
            case LayerEntry.Directory ignored -> throw new IllegalStateException(path + " is a directory");
            case LayerEntry.RegularFile ignored -> throw new IllegalStateException(path + " is a regular file");
        }
        apply(place, metadata, true);
    }

    /** Takes away what was written here, with everything below it. */
    void remove(ImagePath path) throws LinuxException {
        if (directories.containsKey(path)) {
            handles.forget(path);
            directories.keySet().removeIf(directory -> directory.isWithin(path));
            Directories.deleteTree(handles.place(path));
        } else {
            Nodes.unlink(handles.place(path));
        }
    }

    /** Sets the directories' times. */
    KnownDigests finish() throws LinuxException {
        for (Map.Entry<ImagePath, EntryMetadata> made : directories.entrySet()) {
            EntryMetadata metadata = made.getValue();
            Metadata.setModified(handles.place(made.getKey()), metadata.modifiedSeconds(), metadata.modifiedNanos());
        }
        return path -> digests.find(path.value());
    }

    /** A new object takes its group from a set-gid directory, so the owner is always set; that clears set-id bits. */
    private void apply(Place place, EntryMetadata metadata, boolean hasMode) throws LinuxException {
        Metadata.chown(place, metadata.uid(), metadata.gid());
        if (hasMode) {
            Metadata.chmod(place, metadata.mode());
        }
        for (Map.Entry<String, byte[]> xattr : metadata.xattrs().entrySet()) {
            setXattr(place, xattr.getKey(), xattr.getValue());
        }
        Metadata.setModified(place, metadata.modifiedSeconds(), metadata.modifiedNanos());
    }

    private void setXattr(Place place, String name, byte[] value) throws LinuxException {
        // overlayfs's own would change what the layer hides
        if (name.startsWith("trusted.overlay.") || name.startsWith("user.overlay.")) {
            return;
        }
        try {
            Xattrs.set(place, name, value);
        } catch (LinuxException e) {
            if (!e.is(Errno.EPERM) && !e.is(Errno.EOPNOTSUPP)) {
                throw e;
            }
            refusedXattrs.add(name);
        }
    }

    /** Names of attributes that this file system or user may not set, which were left out. */
    SortedSet<String> refusedXattrs() {
        return refusedXattrs;
    }

    @Override
    public void close() {
        handles.close();
    }
}
