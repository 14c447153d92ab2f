package dev.slipway.engine.sandbox;

import dev.slipway.engine.sandbox.bundle.SpecMount;
import dev.slipway.image.ImagePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A step's root directory: the layers of its snapshot, above them one with the mount points that were missing, and on
 * top the step's own. As mount points are in a layer of their own, the step's layer holds nothing but what the step did.
 */
final class RootFileSystem {
    private static final List<ImagePath> SYSTEM =
            List.of(new ImagePath("/dev"), new ImagePath("/proc"), new ImagePath("/sys"));

    private final Path directory;
    private final List<SpecMount> mounts;
    private final MountPoints points;

    private RootFileSystem(Path directory, List<SpecMount> mounts, MountPoints points) {
        this.directory = directory;
        this.mounts = mounts;
        this.points = points;
    }

    /**
     * @param layers bottom first
     * @param upper where changes go
     * @param wanted what is to be mounted in it
     */
    static RootFileSystem mount(Scratch scratch, List<Path> layers, Path upper, List<StepMounts.Prepared> wanted)
            throws IOException {
        Path missing = scratch.makeOnDisk("points");
        Path view = scratch.overlay("root.points", layers, Optional.of(missing));
        MountPoints points = new MountPoints(view);
        List<SpecMount> mounts = new ArrayList<>();
        for (ImagePath place : SYSTEM) {
            points.prepare(place, true);
        }
        for (StepMounts.Prepared mount : wanted) {
            ImagePath place = points.prepare(mount.target(), mount.directory());
            mounts.add(new SpecMount(place.value(), mount.type(), mount.source(), mount.options()));
        }
        scratch.unmount(view);
        List<Path> all = new ArrayList<>(layers);
        if (!isEmpty(missing)) {
            all.add(missing);
        }
        return new RootFileSystem(scratch.overlay("root", all, Optional.of(upper)), mounts, points);
    }

    Path directory() {
        return directory;
    }

    /** What was to be mounted, each at the place that its target leads to. */
    List<SpecMount> mounts() {
        return mounts;
    }

    /** Makes the directory that the process starts in, owned by root, unless it is there or mounted. */
    void makeWorkingDirectory(ImagePath path) throws IOException {
        RootedPaths root = new RootedPaths(directory);
        ImagePath place = root.resolve(path);
        List<ImagePath> missing = new ArrayList<>();
        for (ImagePath at = place; !root.exists(at) && !points.covers(at); at = at.parent()) {
            missing.addFirst(at);
        }
        for (ImagePath at : missing) {
            Files.createDirectory(root.real(at));
            Files.setAttribute(root.real(at), "unix:mode", 0755);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            return !children.iterator().hasNext();
        }
    }
}
