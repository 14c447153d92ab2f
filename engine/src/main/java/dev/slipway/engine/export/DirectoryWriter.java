package dev.slipway.engine.export;

import dev.slipway.engine.linux.Copies;
import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the nodes of one tree below a directory. Every directory on the way is held open and entered without following
 * a link, so a link that the destination had cannot lead outside: it is replaced by the result's directory.
 */
final class DirectoryWriter implements TreeWalk.Visitor, AutoCloseable {
    private static final String TEMPORARY = ".slipway-export.tmp";

    private final Path top;
    private final Optional<Instant> epoch;
    private final Warnings warnings;
    private final Deque<OpenFile> open = new ArrayDeque<>();
    private final Map<String, ImagePath> firstNames = new HashMap<>();

    DirectoryWriter(Path top, Optional<Instant> epoch, Warnings warnings) {
        this.top = top;
        this.epoch = epoch;
        this.warnings = warnings;
    }

    @Override
    public void enter(TreeNode node) throws IOException {
        if (node.path().isRoot()) {
            open.addLast(OpenFile.directory(Place.of(top)));
            return;
        }
        OpenFile parent = open.getLast();
        Place place = Place.in(parent, node.path().name());
        if (node.isDirectory()) {
            openDirectory(place);
        } else {
            replace(node, parent, place);
        }
    }

    private void openDirectory(Place place) throws LinuxException {
        Optional<FileStatus> before = FileStatus.find(place);
        if (before.isPresent() && !before.get().isDirectory()) {
            Nodes.unlink(place);
        }
        if (before.isEmpty() || !before.get().isDirectory()) {
            Nodes.mkdir(place, 0700);
        }
        open.addLast(OpenFile.directory(place));
    }

    /** Makes the object beside its place and renames it over what is there. */
    private void replace(TreeNode node, OpenFile parent, Place place) throws IOException {
        Place temporary = Place.in(parent, TEMPORARY);
        Directories.deleteTree(temporary);
        try {
            if (!make(node, temporary)) {
                return;
            }
            if (FileStatus.find(place).map(FileStatus::isDirectory).orElse(false)) {
                Directories.deleteTree(place);
            }
            Nodes.rename(temporary, place);
        } finally {
            // Also after a rename between two names of one inode, which leaves both.
            Directories.deleteTree(temporary);
        }
    }

    private boolean make(TreeNode node, Place place) throws IOException {
        ImagePath first = firstNames.get(node.linkIdentity());
        if (first != null) {
            Nodes.link(Place.of(Place.of(top).name() + first.value()), place);
            return true;
        }
        switch (node.entry()) {
            case LayerEntry.RegularFile e -> copy(node, place);
            case LayerEntry.Symlink e -> Nodes.symlink(e.target(), place);
            case LayerEntry.Fifo e -> Nodes.mknod(place, FileStatus.FIFO | 0600, 0, 0);
            case LayerEntry.Device e -> {
                if (!device(e, place)) {
                    return false;
                }
            }
            case LayerEntry.Directory e -> throw new IllegalStateException("directory " + e.path());
        }
        setMetadata(node, place, !(node.entry() instanceof LayerEntry.Symlink));
        if (!node.linkIdentity().isEmpty()) {
            firstNames.put(node.linkIdentity(), node.path());
        }
        return true;
    }

    private static void copy(TreeNode node, Place place) throws IOException {
        try (OpenFile from = RootFileSystems.open(node);
                OpenFile to = OpenFile.open(place, OpenFile.WRITE | OpenFile.CREATE | OpenFile.EXCLUSIVE, 0600)) {
            if (!Copies.reflink(from, to)) {
                Copies.copy(from, to);
            }
        }
    }

    /** False when the caller may not make devices. */
    private boolean device(LayerEntry.Device device, Place place) throws LinuxException {
        try {
            int type = device.block() ? FileStatus.BLOCK : FileStatus.CHARACTER;
            Nodes.mknod(place, type | 0600, device.major(), device.minor());
            return true;
        } catch (LinuxException e) {
            if (!isForbidden(e)) {
                throw e;
            }
            warnings.add("device nodes", device.path());
            return false;
        }
    }

    private static boolean isForbidden(LinuxException e) {
        return e.is(Errno.EPERM) || e.is(Errno.EACCES);
    }

    private void setMetadata(TreeNode node, Place place, boolean hasMode) throws LinuxException {
        EntryMetadata metadata = LayerFiles.clamped(node.entry().metadata(), epoch);
        for (Map.Entry<String, byte[]> attribute : metadata.xattrs().entrySet()) {
            try {
                Xattrs.set(place, attribute.getKey(), attribute.getValue());
            } catch (LinuxException e) {
                if (!isForbidden(e) && !e.is(Errno.EOPNOTSUPP)) {
                    throw e;
                }
                warnings.add("extended attributes", node.path());
            }
        }
        if (hasMode) {
            Metadata.chmod(place, metadata.mode());
        }
        Metadata.setModified(place, metadata.modifiedSeconds(), metadata.modifiedNanos());
    }

    @Override
    public void leave(TreeNode directory) throws IOException {
        try (OpenFile done = open.removeLast()) {
            if (!directory.path().isRoot()) {
                setMetadata(directory, Place.in(done, ""), true);
            }
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.removeLast().close();
        }
    }

    /** Counts what the caller was not allowed to write, so that a thousand cases make one warning. */
    static final class Warnings {
        private final Map<String, ImagePath> first = new TreeMap<>();
        private final Map<String, Integer> count = new TreeMap<>();

        /** @param what could not be written, as a plural: {@code device nodes} */
        void add(String what, ImagePath path) {
            first.putIfAbsent(what, path);
            count.merge(what, 1, Integer::sum);
        }

        List<String> texts() {
            return count.entrySet().stream()
                    .map(e -> e.getValue() + " " + e.getKey() + " could not be made and were left out, the first at \""
                            + first.get(e.getKey()) + "\"")
                    .toList();
        }
    }
}
