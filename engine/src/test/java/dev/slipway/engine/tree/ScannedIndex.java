package dev.slipway.engine.tree;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A layer directory's index, made by looking at every file: slow and plain. */
public final class ScannedIndex implements LayerIndex {
    private final SortedMap<ImagePath, IndexEntry> entries = new TreeMap<>();
    private final Set<ImagePath> opaque = new HashSet<>();
    private final Map<Long, Integer> groups = new HashMap<>();
    private final KnownDigests known;

    /** Reads every file, and holds known digests against what is read. */
    public ScannedIndex(Path layer, KnownDigests known) throws IOException {
        this.known = known;
        scan(Place.of(layer).name(), ImagePath.ROOT);
    }

    private void scan(String root, ImagePath path) throws IOException {
        Place place = Place.of(root + (path.isRoot() ? "" : path.value()));
        FileStatus status = FileStatus.of(place);
        if (status.isWhiteout()) {
            entries.put(path, new IndexEntry(new LayerEntry.Whiteout(path), Optional.empty(), 0));
            return;
        }
        LayerEntry.Inode entry = entry(path, status, place);
        Optional<Digest> content = status.isRegular() ? Optional.of(digest(place)) : Optional.empty();
        known.of(path).filter(said -> status.isRegular()).ifPresent(said -> {
            if (!content.equals(Optional.of(said))) {
                throw new AssertionError(path + " is said to be " + said + " but is " + content);
            }
        });
        int group = status.isDirectory() || status.links() == 1
                ? 0
                : groups.computeIfAbsent(status.inode(), ignored -> groups.size() + 1);
        entries.put(path, new IndexEntry(entry, content, group));
        if (status.isDirectory()) {
            if (Xattrs.get(place, "trusted.overlay.opaque").isPresent()) {
                opaque.add(path);
            }
            for (Directories.Name name : Directories.list(place)) {
                scan(root, path.resolve(name.name()));
            }
        }
    }

    /** An entry as the disk has it. */
    static LayerEntry.Inode entry(ImagePath path, FileStatus status, Place place) throws LinuxException {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        for (String name : Xattrs.list(place)) {
            if (!name.startsWith("trusted.overlay.") && !name.startsWith("security.selinux")) {
                xattrs.put(name, Xattrs.get(place, name).orElseThrow());
            }
        }
        EntryMetadata metadata = new EntryMetadata(
                status.permissions(),
                status.owner().uid(),
                status.owner().gid(),
                status.times().modifiedSeconds(),
                status.times().modifiedNanos(),
                xattrs);
        return switch (status.type()) {
            case FileStatus.DIRECTORY -> new LayerEntry.Directory(path, metadata);
            case FileStatus.REGULAR -> new LayerEntry.RegularFile(path, metadata, status.sizeBytes());
            case FileStatus.SYMLINK -> new LayerEntry.Symlink(path, metadata, Nodes.readlink(place));
            case FileStatus.FIFO -> new LayerEntry.Fifo(path, metadata);
            default ->
                new LayerEntry.Device(
                        path, metadata, status.type() == FileStatus.BLOCK, (int) (status.nodeDevice() >>> 32), (int)
                                status.nodeDevice());
        };
    }

    static Digest digest(Place place) throws IOException {
        try (InputStream in = OpenFile.read(place).stream()) {
            return Digest.of(in.readAllBytes());
        }
    }

    @Override
    public Optional<IndexEntry> find(ImagePath path) {
        return Optional.ofNullable(entries.get(path));
    }

    @Override
    public boolean opaque(ImagePath directory) {
        return opaque.contains(directory);
    }

    @Override
    public List<IndexEntry> children(ImagePath directory) {
        List<IndexEntry> children = new ArrayList<>();
        entries.forEach((path, entry) -> {
            if (!path.isRoot() && path.parent().equals(directory)) {
                children.add(entry);
            }
        });
        return children;
    }

    @Override
    public Iterable<IndexEntry> entries() {
        return entries.values();
    }
}
