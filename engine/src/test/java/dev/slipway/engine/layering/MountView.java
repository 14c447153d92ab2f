package dev.slipway.engine.layering;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Mounts;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A snapshot's layer directories, mounted over each other by the kernel. */
final class MountView {
    private MountView() {}

    /** @param scratch an empty directory */
    static TreeView read(Store store, Snapshot snapshot, Path scratch) throws IOException {
        List<Path> topFirst = snapshot.layers().reversed().stream()
                .map(layer -> store.layers().find(layer).map(StoredLayer::directory))
                .map(Optional::orElseThrow)
                .distinct() // the kernel refuses a layer that is there twice; the upper one covers the lower
                .toList();
        Path target = Files.createDirectories(scratch.resolve("merged"));
        List<Mounts.Parameter> parameters = new ArrayList<>();
        for (Path layer : topFirst) {
            parameters.add(new Mounts.Parameter("lowerdir+", layer.toString()));
        }
        // two are the least that a mount without an upper directory takes
        for (String name : List.of("empty1", "empty2")) {
            Path empty = Files.createDirectories(scratch.resolve(name));
            Files.setAttribute(empty, "unix:mode", 0755);
            parameters.add(new Mounts.Parameter("lowerdir+", empty.toString()));
        }
        store.overlay().mountOption().ifPresent(flag -> parameters.add(new Mounts.Parameter(flag, "")));
        Mounts.mountNew("overlay", parameters, 0, Place.of(target));
        try {
            return DiskView.read(target, (path, status) -> identity(topFirst, path, status));
        } finally {
            Mounts.unmount(Place.of(target), Mounts.DETACH);
        }
    }

    /**
     * Layer and inode: a file of the store may have names in several layers, and in each of them it is a file of its
     * own. What is visible comes from the topmost layer that has something at its path.
     */
    private static Object identity(List<Path> topFirst, String path, FileStatus status) throws LinuxException {
        if (status.isDirectory()) {
            return path;
        }
        for (int i = 0; i < topFirst.size(); i++) {
            Optional<FileStatus> found = FileStatus.find(Place.of(topFirst.get(i) + path));
            if (found.isPresent()) {
                return i + ":" + found.get().inode();
            }
        }
        throw new IllegalStateException(path + " is in the mount but in no layer");
    }
}
