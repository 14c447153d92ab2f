package dev.slipway.engine.store.layer;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.image.Digest;
import dev.slipway.image.FileNames;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads a layer directory in overlay form and writes its index: one pass over the names, reading on other threads the
 * files whose digest is not known, then one pass over the index for the tree digest.
 *
 * <p>Overlayfs's leftovers are ignored. Sockets are removed: no image can hold one. Directories that overlay copied up
 * because something below them changed are entries like all others, as in every other builder.
 */
public final class LayerScan {
    private static final int PATH_MAX = 4096;
    private static final int ROOT_MODE = 0755;

    private final OverlayFlavor flavor;
    private final KnownDigests known;
    private final Unpacked unpacked;
    private final IndexWriter index;
    private final ContentHashing hashing;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final LongTable links = new LongTable(1);
    /** For each later name of an inode its row and the row of the first name, in pairs. */
    private int[] later = new int[16];

    private int laterCount;
    private long entries;
    private long contentBytes;

    /** A directory whose children have no rows yet. */
    private record Pending(ContentHashing.SharedDirectory parent, String name, int row, String path) {}

    /**
     * What was found.
     *
     * @param entries marks included
     * @param contentBytes sizes of regular files, hard links counted once
     */
    public record Result(Digest tree, long entries, long contentBytes) {}

    private LayerScan(OverlayFlavor flavor, KnownDigests known, Unpacked unpacked, IndexWriter index) {
        this.flavor = flavor;
        this.known = known;
        this.unpacked = unpacked;
        this.index = index;
        this.hashing = new ContentHashing(index);
    }

    /** @param indexDirectory where the index is written */
    public static Result scan(Path layer, Path indexDirectory, OverlayFlavor flavor, KnownDigests known)
            throws IOException {
        return scan(layer, indexDirectory, flavor, known, Unpacked.NOTHING);
    }

    static Result scan(Path layer, Path indexDirectory, OverlayFlavor flavor, KnownDigests known, Unpacked unpacked)
            throws IOException {
        try (IndexWriter index = new IndexWriter(indexDirectory)) {
            LayerScan scan = new LayerScan(flavor, known, unpacked, index);
            scan.run(layer);
            index.finish();
            return new Result(TreeDigest.of(MappedIndex.open(indexDirectory)), scan.entries, scan.contentBytes);
        }
    }

    private void run(Path layer) throws IOException {
        try (hashing) {
            root(OpenFile.directory(Place.of(layer)));
            while (!pending.isEmpty()) {
                Pending next = pending.pop();
                try {
                    Place place = Place.in(next.parent().file(), next.name());
                    children(OpenFile.directory(place), next.row(), next.path());
                } finally {
                    next.parent().release();
                }
            }
            hashing.finish();
            finishLinks();
        } finally {
            pending.forEach(left -> left.parent().release());
        }
    }

    private void root(OpenFile directory) throws IOException {
        Place place = Place.in(directory, "");
        FileStatus status = FileStatus.of(directory);
        LayerXattrs.Found found = LayerXattrs.read(place, flavor);
        boolean entry = status.permissions() != ROOT_MODE
                || status.owner().uid() != 0
                || status.owner().gid() != 0
                || !found.xattrs().isEmpty();
        int flags = (entry ? IndexFile.FLAG_ROOT_ENTRY : 0) | (found.opaque() ? IndexFile.FLAG_OPAQUE : 0);
        entries += Integer.bitCount(flags);
        EntryMetadata metadata = metadata(place, status, found);
        index.append(new LayerEntry.Directory(ImagePath.ROOT, metadata), 0, flags);
        children(directory, 0, "/");
    }

    private void children(OpenFile opened, int parentRow, String parentPath) throws IOException {
        ContentHashing.SharedDirectory directory = new ContentHashing.SharedDirectory(opened);
        try {
            List<Directories.Name> names = Directories.list(opened);
            names.sort((a, b) -> NameOrder.compare(a.name(), b.name()));
            int first = -1;
            int number = 0;
            String prefix = parentPath.equals("/") ? "/" : parentPath + "/";
            for (Directories.Name name : names) {
                int row = child(directory, name.name(), prefix + name.name(), parentRow);
                if (row >= 0) {
                    first = first < 0 ? row : first;
                    number++;
                }
            }
            index.children(parentRow, Math.max(first, 0), number);
        } finally {
            directory.release();
        }
    }

    /** @return its row; -1 when it has none */
    private int child(ContentHashing.SharedDirectory directory, String name, String path, int parentRow)
            throws IOException {
        Place place = Place.in(directory.file(), name);
        FileStatus status = FileStatus.of(place);
        if (status.type() == FileStatus.SOCKET) {
            Nodes.unlink(place);
            return -1;
        }
        if (path.length() >= PATH_MAX / 3 && FileNames.encode(path).length >= PATH_MAX) {
            throw new IOException("path of " + FileNames.encode(path).length + " bytes in a layer (expected: less than "
                    + PATH_MAX + "): " + path.substring(0, 80) + "…");
        }
        ImagePath imagePath = new ImagePath(path);
        entries++;
        if (status.isWhiteout()) {
            return index.append(new LayerEntry.Whiteout(imagePath), parentRow, 0);
        }
        LayerXattrs.Found found = LayerXattrs.read(place, flavor);
        EntryMetadata metadata = metadata(place, status, found);
        if (status.isDirectory()) {
            entries += found.opaque() ? 1 : 0;
            int flags = found.opaque() ? IndexFile.FLAG_OPAQUE : 0;
            int row = index.append(new LayerEntry.Directory(imagePath, metadata), parentRow, flags);
            pending.push(new Pending(directory.share(), name, row, path));
            return row;
        }
        int row = index.append(leaf(place, imagePath, status, metadata), parentRow, 0);
        boolean again = status.links() > 1 && seen(status.inode(), row);
        if (status.isRegular() && !again) {
            content(row, directory, name, imagePath, status);
        }
        return row;
    }

    private EntryMetadata metadata(Place place, FileStatus status, LayerXattrs.Found found) throws LinuxException {
        long seconds = status.times().modifiedSeconds();
        int nanos = status.times().modifiedNanos();
        long[] wanted = new long[2];
        if (status.isDirectory() && unpacked.directoryTimes().get(status.inode(), wanted)) {
            seconds = wanted[0];
            nanos = (int) wanted[1];
            Metadata.setModified(place, seconds, nanos);
        }
        return new EntryMetadata(
                status.permissions(), status.owner().uid(), status.owner().gid(), seconds, nanos, found.xattrs());
    }

    private static LayerEntry leaf(Place place, ImagePath path, FileStatus status, EntryMetadata metadata)
            throws IOException {
        int major = (int) (status.nodeDevice() >>> 32);
        int minor = (int) status.nodeDevice();
        return switch (status.type()) {
            case FileStatus.REGULAR -> new LayerEntry.RegularFile(path, metadata, status.sizeBytes());
            case FileStatus.SYMLINK -> new LayerEntry.Symlink(path, metadata, Nodes.readlink(place));
            case FileStatus.BLOCK -> new LayerEntry.Device(path, metadata, true, major, minor);
            case FileStatus.CHARACTER -> new LayerEntry.Device(path, metadata, false, major, minor);
            case FileStatus.FIFO -> new LayerEntry.Fifo(path, metadata);
            default ->
                throw new IOException("\"" + path + "\" of type 0" + Integer.toOctalString(status.type())
                        + " in a layer (expected: a file, directory, link, device or fifo)");
        };
    }

    private void content(
            int row, ContentHashing.SharedDirectory directory, String name, ImagePath path, FileStatus status)
            throws IOException {
        contentBytes += status.sizeBytes();
        byte[] sha256 = unpacked.digest(status.inode());
        if (sha256 == null) {
            Optional<Digest> digest = known.of(path).filter(d -> d.algorithm().equals(Digest.SHA256));
            sha256 = digest.map(Digest::bytes).orElse(null);
        }
        if (sha256 != null) {
            index.digest(row, sha256);
        } else {
            hashing.add(row, directory, name, status.sizeBytes());
        }
    }

    /** Whether this inode has a row already. Inodes with further names outside the layer count as having one. */
    private boolean seen(long inode, int row) {
        long[] first = new long[1];
        if (!links.get(inode, first)) {
            first[0] = row;
            links.put(inode, first);
            return false;
        }
        if (laterCount == later.length) {
            later = Arrays.copyOf(later, laterCount * 2);
        }
        later[laterCount++] = row;
        later[laterCount++] = (int) first[0];
        return true;
    }

    private void finishLinks() throws IOException {
        for (int i = 0; i < laterCount; i += 2) {
            int first = later[i + 1];
            index.linkGroup(later[i], first + 1);
            index.linkGroup(first, first + 1);
            index.copyDigest(first, later[i]);
        }
    }
}
