package dev.slipway.engine.layering;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a directory as the kernel shows it. */
final class DiskView {
    private final Path root;
    private final Identity identity;
    private final TreeView.Builder view = new TreeView.Builder();

    /** Tells inodes apart. */
    @FunctionalInterface
    interface Identity {
        /** @param path below the root, with a leading slash */
        Object of(String path, FileStatus status) throws LinuxException;
    }

    private DiskView(Path root, Identity identity) {
        this.root = root;
        this.identity = identity;
    }

    static TreeView read(Path root, Identity identity) throws IOException {
        DiskView disk = new DiskView(root, identity);
        disk.entry("/", FileStatus.of(Place.of(root)));
        disk.children("");
        return disk.view.build();
    }

    private void children(String directory) throws IOException {
        for (Directories.Name name : Directories.list(place(directory))) {
            String path = directory + "/" + name.name();
            // overlayfs lists whiteouts of directories that no other layer has, but does not find them
            Optional<FileStatus> status = FileStatus.find(place(path));
            if (status.isPresent()) {
                entry(path, status.get());
                if (status.get().isDirectory()) {
                    children(path);
                }
            }
        }
    }

    private Place place(String path) {
        return Place.of(root + path);
    }

    private void entry(String path, FileStatus status) throws IOException {
        int mode = status.permissions();
        long uid = status.owner().uid();
        long gid = status.owner().gid();
        String facts = switch (status.type()) {
            case FileStatus.DIRECTORY -> Facts.directory(mode, uid, gid, xattrs(path));
            case FileStatus.REGULAR ->
                Facts.file(mode, uid, gid, xattrs(path), Files.readAllBytes(Path.of(root + path)));
            case FileStatus.SYMLINK -> Facts.symlink(uid, gid, Nodes.readlink(place(path)));
            case FileStatus.FIFO -> Facts.fifo(mode, uid, gid);
            default ->
                Facts.device(
                        mode,
                        uid,
                        gid,
                        status.type() == FileStatus.BLOCK,
                        status.nodeDevice() >>> 32,
                        status.nodeDevice() & 0xffffffffL);
        };
        view.add(path, facts, status.times().modifiedSeconds(), identity.of(path, status));
    }

    /** Without overlayfs's own. */
    private SortedMap<String, byte[]> xattrs(String path) throws LinuxException {
        SortedMap<String, byte[]> found = new TreeMap<>();
        for (String name : Xattrs.list(place(path))) {
            if (name.startsWith("user.") && !name.startsWith("user.overlay.") || name.equals("security.capability")) {
                found.put(name, Xattrs.get(place(path), name).orElseThrow());
            }
        }
        return found.isEmpty() ? Collections.emptySortedMap() : found;
    }
}
