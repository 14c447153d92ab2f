package dev.slipway.engine.sandbox;

import dev.slipway.engine.step.StepException;
import dev.slipway.image.ImagePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes what mounts need to be mounted on. It works through an overlay whose upper directory is not the step's, so that
 * the kernel keeps the metadata of directories that were there, and the step's own layer never sees a mount point.
 */
final class MountPoints {
    private final RootedPaths root;
    private final List<ImagePath> mounted = new ArrayList<>();

    MountPoints(Path merged) {
        root = new RootedPaths(merged);
    }

    /**
     * Makes sure that something can be mounted there, and tells where that is after all links.
     *
     * @param directory what is to be mounted; false for a file or socket
     */
    ImagePath prepare(ImagePath target, boolean directory) throws IOException {
        ImagePath place = root.resolve(target);
        // Below another mount it is the runtime that makes it, in that mount.
        boolean covered = mounted.stream().anyMatch(place::isWithin);
        mounted.add(place);
        if (place.isRoot()) {
            throw bad(target, "it is the root directory", "another path");
        }
        if (covered) {
            return place;
        }
        if (!root.exists(place)) {
            make(place, directory);
        } else if (root.isDirectory(place) != directory) {
            throw bad(
                    target,
                    directory ? "a file is there" : "a directory is there",
                    directory ? "a directory, or nothing" : "a file, or nothing");
        }
        return place;
    }

    /** Whether a path, after links, lies in something that is mounted over the root file system. */
    boolean covers(ImagePath path) {
        return mounted.stream().anyMatch(path::isWithin);
    }

    private void make(ImagePath place, boolean directory) throws IOException {
        List<ImagePath> missing = new ArrayList<>();
        for (ImagePath at = place; !root.exists(at); at = at.parent()) {
            missing.addFirst(at);
        }
        ImagePath parent = missing.getFirst().parent();
        if (!root.isDirectory(parent)) {
            throw bad(place, "\"" + parent + "\" is a file", "a directory");
        }
        FileTime modified = Files.getLastModifiedTime(root.real(parent));
        for (ImagePath at : missing) {
            if (directory || !at.equals(place)) {
                Files.createDirectory(root.real(at));
                Files.setAttribute(root.real(at), "unix:mode", 0755);
            } else {
                Files.createFile(root.real(at));
                Files.setAttribute(root.real(at), "unix:mode", 0644);
            }
        }
        Files.setLastModifiedTime(root.real(parent), modified);
    }

    private static StepException bad(ImagePath target, String found, String expected) {
        return new StepException(
                StepException.Code.BAD_DESTINATION,
                "cannot mount on \"" + target + "\": " + found + " (expected: " + expected + ")",
                StepException.Facts.hint("choose another target for this mount"));
    }
}
