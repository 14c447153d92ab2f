package dev.slipway.engine.store.layer;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.engine.store.StoreException;
import dev.slipway.image.Limits;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Applies a layer's tar to an empty directory, in overlay form. Nothing outside the directory is read or written,
 * whatever the entries are named and whatever they link to ({@code ParentDirectories}).
 *
 * <ul>
 *   <li>A later entry replaces an earlier one; a directory on a directory changes only its metadata.
 *   <li>A whiteout hides lower layers only: what the same layer has at the path stays (OCI image-spec, layer.md).
 *   <li>Directories that the tar does not list are made {@code 0755 0:0}, modified at the epoch.
 *   <li>A character device 0/0 is a whiteout: overlayfs knows no other meaning.
 *   <li>In a user namespace device nodes cannot be made and are left out, as containerd and Podman do.
 * </ul>
 */
public final class LayerUnpacker {
    private final String subject;
    private final OverlayFlavor flavor;
    private final ParentDirectories parents;
    private final Unpacked unpacked;
    private final FileContents contents;

    private LayerUnpacker(String subject, OverlayFlavor flavor, ParentDirectories parents, Unpacked unpacked) {
        this.subject = subject;
        this.flavor = flavor;
        this.parents = parents;
        this.unpacked = unpacked;
        this.contents = new FileContents(unpacked);
    }

    /**
     * Unpacks, and writes the index as {@link LayerScan} does, without reading the files again.
     *
     * @param subject names the tar in messages: {@code layer sha256:9f2c…}
     * @param tar read to its end; not closed
     */
    public static LayerScan.Result unpack(
            InputStream tar, String subject, Path layer, Path indexDirectory, OverlayFlavor flavor) throws IOException {
        Unpacked unpacked = apply(tar, subject, layer, flavor);
        return LayerScan.scan(layer, indexDirectory, flavor, KnownDigests.NONE, unpacked);
    }

    private static Unpacked apply(InputStream tar, String subject, Path layer, OverlayFlavor flavor)
            throws IOException {
        Unpacked unpacked = new Unpacked();
        try (ParentDirectories parents = new ParentDirectories(layer, flavor, unpacked)) {
            LayerUnpacker unpacker = new LayerUnpacker(subject, flavor, parents, unpacked);
            LayerTarReader reader = LayerTarReader.layer(tar, subject, Limits.DEFAULT);
            Optional<LayerEntry> next;
            while ((next = reader.next()).isPresent()) {
                unpacker.apply(next.get(), reader);
            }
            return unpacked;
        }
    }

    private void apply(LayerEntry entry, LayerTarReader reader) throws IOException {
        try {
            switch (entry) {
                case LayerEntry.Directory e -> directory(e);
                case LayerEntry.RegularFile e -> file(e, reader.content());
                case LayerEntry.Symlink e -> symlink(e);
                case LayerEntry.Device e -> device(e);
                case LayerEntry.Fifo e -> fifo(e);
                case LayerEntry.HardLink e -> link(e);
                case LayerEntry.Whiteout e -> whiteout(e);
                case LayerEntry.Opaque e -> LayerXattrs.markOpaque(directoryPlace(e.path()), flavor);
            }
        } catch (LinuxException e) {
            throw explain(entry, e);
        }
    }

    private Place directoryPlace(dev.slipway.image.ImagePath path) throws LinuxException {
        return Place.in(parents.directory(path), "");
    }

    private void directory(LayerEntry.Directory entry) throws LinuxException {
        Place self;
        if (entry.path().isRoot()) {
            self = directoryPlace(entry.path());
        } else {
            Place place = parents.place(entry.path());
            Optional<FileStatus> before = FileStatus.find(place);
            if (before.isEmpty() || !before.get().isDirectory()) {
                place = free(entry);
                Nodes.mkdir(place, 0700);
            }
            self = Place.in(parents.entered(entry.path(), place), "");
            if (before.isPresent() && before.get().isWhiteout()) {
                LayerXattrs.markOpaque(self, flavor);
            }
        }
        metadata(self, entry.metadata(), true);
        EntryMetadata m = entry.metadata();
        unpacked.time(FileStatus.of(self).inode(), m.modifiedSeconds(), m.modifiedNanos());
    }

    private void file(LayerEntry.RegularFile entry, InputStream content) throws IOException {
        Place place = free(entry);
        int flags = OpenFile.WRITE | OpenFile.CREATE | OpenFile.EXCLUSIVE | OpenFile.NOFOLLOW;
        try (OpenFile file = OpenFile.open(place, flags, 0600)) {
            contents.write(file, content, entry.sizeBytes());
            Place self = Place.in(file, "");
            metadata(self, entry.metadata(), true);
            modified(self, entry.metadata());
        }
    }

    private void symlink(LayerEntry.Symlink entry) throws LinuxException {
        Place place = free(entry);
        Nodes.symlink(entry.target(), place);
        metadata(place, entry.metadata(), false);
        modified(place, entry.metadata());
    }

    private void device(LayerEntry.Device entry) throws LinuxException {
        if (!entry.block() && entry.major() == 0 && entry.minor() == 0) {
            whiteout(new LayerEntry.Whiteout(entry.path()));
            return;
        }
        Place place = free(entry);
        int type = entry.block() ? FileStatus.BLOCK : FileStatus.CHARACTER;
        try {
            Nodes.mknod(place, type | 0600, entry.major(), entry.minor());
        } catch (LinuxException e) {
            if (e.is(Errno.EPERM) && flavor == OverlayFlavor.USER) {
                return;
            }
            throw e;
        }
        metadata(place, entry.metadata(), true);
        modified(place, entry.metadata());
    }

    private void fifo(LayerEntry.Fifo entry) throws LinuxException {
        Place place = free(entry);
        Nodes.mknod(place, FileStatus.FIFO | 0600, 0, 0);
        metadata(place, entry.metadata(), true);
        modified(place, entry.metadata());
    }

    /** Mode, owner and time of the entry are those of its target and set already. */
    private void link(LayerEntry.HardLink entry) throws LinuxException {
        Place target = parents.existing(entry.target());
        Optional<FileStatus> status = target == null ? Optional.empty() : FileStatus.find(target);
        if (status.isEmpty() || status.get().isDirectory() || status.get().isWhiteout()) {
            throw hostile(entry, "a hard link to \"" + entry.target() + "\" (expected: a file earlier in the layer)");
        }
        if (target != null && !entry.path().equals(entry.target())) {
            // held open: making the new name may close the directory of the old one
            try (OpenFile held = OpenFile.open(target, OpenFile.PATH | OpenFile.NOFOLLOW, 0)) {
                Place place = free(entry);
                Nodes.link(held, place);
            }
        }
    }

    private void whiteout(LayerEntry.Whiteout entry) throws LinuxException {
        Place place = parents.place(entry.path());
        Optional<FileStatus> before = FileStatus.find(place);
        if (before.isEmpty()) {
            Nodes.whiteout(place);
        } else if (before.get().isDirectory()) {
            LayerXattrs.markOpaque(place, flavor);
        }
    }

    /** The entry's place, emptied. */
    private Place free(LayerEntry entry) throws LinuxException {
        Place place = parents.place(entry.path());
        Optional<FileStatus> before = FileStatus.find(place);
        if (before.isEmpty()) {
            return place;
        }
        Directories.deleteTree(place);
        if (!before.get().isDirectory() && !before.get().isSymlink()) {
            return place;
        }
        // open directories may have lain below it
        parents.forget();
        return parents.place(entry.path());
    }

    /** Owner first: changing it takes set-id bits and capabilities away. */
    private void metadata(Place place, EntryMetadata metadata, boolean hasMode) throws LinuxException {
        Metadata.chown(place, metadata.uid(), metadata.gid());
        if (hasMode) {
            Metadata.chmod(place, metadata.mode());
        }
        if (!metadata.xattrs().isEmpty()) {
            LayerXattrs.write(place, metadata.xattrs(), flavor);
        }
    }

    private static void modified(Place place, EntryMetadata metadata) throws LinuxException {
        Metadata.setModified(place, metadata.modifiedSeconds(), metadata.modifiedNanos());
    }

    private IOException explain(LayerEntry entry, LinuxException e) {
        return switch (e.errno()) {
            case Errno.ELOOP, Errno.ENOTDIR, Errno.EXDEV, Errno.ENAMETOOLONG, Errno.EISDIR ->
                throw hostile(entry, Errno.describe(e.errno()) + " (expected: a place below the root)");
            case Errno.EINVAL ->
                throw new StoreException(
                        flavor == OverlayFlavor.USER ? StoreException.Code.UNUSABLE : StoreException.Code.HOSTILE_ENTRY,
                        "cannot unpack " + subject + ": entry \"" + entry.path() + "\": " + e.getMessage(),
                        flavor == OverlayFlavor.USER
                                ? Optional.of("give this user more ids in /etc/subuid and /etc/subgid (the image has"
                                        + " files of owners beyond them)")
                                : Optional.empty(),
                        e);
            default -> e;
        };
    }

    private StoreException hostile(LayerEntry entry, String reason) {
        return new StoreException(
                StoreException.Code.HOSTILE_ENTRY,
                "cannot unpack " + subject + ": entry \"" + entry.path() + "\": " + reason,
                Optional.empty());
    }
}
