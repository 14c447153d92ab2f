package dev.slipway.engine.sandbox;

import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Mounts;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.store.OverlayFlavor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Everything of a step that must not outlive it: one tmpfs, with the bundle, the runtime's state, secrets and the mount
 * points of all overlays in it. Closing takes the whole tree of mounts away at once.
 *
 * <p>Programs of other steps hold copies of this mount namespace. Removing the mount point's directory takes the mounts
 * out of those too (since Linux 3.18), so that nothing stays busy until they end.
 */
final class Scratch implements StepResources.Held {
    /** Secrets of half a megabyte each, the bundle, the runtime's state. */
    private static final String TMPFS_OPTIONS = "size=64m,mode=0700";

    private static final Duration BUSY = Duration.ofSeconds(5);
    private static final Duration BUSY_STEP = Duration.ofMillis(2);

    private final Path disk;
    private final Path directory;
    private final OverlayFlavor flavor;
    private int numbered;

    /** @param disk an empty directory on the store's file system, for overlays' upper and work directories */
    Scratch(Path disk, OverlayFlavor flavor) {
        this.disk = disk;
        this.flavor = flavor;
        directory = disk.resolve("run");
        try {
            Files.createDirectory(directory);
            Mounts.mount("slipway", Place.of(directory), "tmpfs", Mounts.NOSUID | Mounts.NODEV, TMPFS_OPTIONS);
        } catch (IOException e) {
            throw noMount(e);
        }
    }

    /** In memory; only root may enter. */
    Path directory() {
        return directory;
    }

    /** A new directory in memory. */
    Path make(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    /** A new directory on the store's file system. */
    Path makeOnDisk(String name) throws IOException {
        return Files.createDirectory(disk.resolve(name));
    }

    /**
     * A merged view of layers beside the root file system.
     *
     * @param layers bottom first
     * @param writable whether it takes changes, which are thrown away
     */
    Path view(List<Path> layers, boolean writable) throws IOException {
        int number = numbered++;
        return overlay(
                "view" + number, layers, writable ? Optional.of(makeOnDisk("upper" + number)) : Optional.empty());
    }

    /**
     * Mounts layers over each other. A layer that is there twice is mounted once: the kernel refuses the second (ELOOP),
     * and what the lower one has or hides, the upper one has or hides again.
     *
     * @param layers bottom first, any number
     * @param upper on the store's file system; empty for a read-only view
     */
    Path overlay(String name, List<Path> layers, Optional<Path> upper) throws IOException {
        Path target = make(name);
        Path links = make(name + ".layers");
        Overlay overlay = new Overlay(links, flavor);
        // Two lower directories are the least that a mount without an upper one takes.
        List<Path> mounted = List.copyOf(new LinkedHashSet<>(layers.reversed())).reversed();
        for (int i = mounted.size(); i < (upper.isPresent() ? 1 : 2); i++) {
            overlay.lower(make(name + ".empty" + i));
        }
        for (Path layer : mounted) {
            overlay.lower(layer);
        }
        if (upper.isPresent()) {
            overlay.upper(upper.get(), makeOnDisk(name + ".work"));
        }
        try (OpenFile directory = OpenFile.open(Place.of(links), OpenFile.PATH | OpenFile.DIRECTORY, 0)) {
            overlay.mount(directory, Place.of(target));
        } catch (LinuxException e) {
            throw noMount(e);
        }
        return target;
    }

    /**
     * Takes one overlay away before the others, at once and not when its last user is gone: its directories go into
     * another overlay. A program that another step is just starting has copies of this process's open files until it
     * is executed, which keeps the overlay busy for a moment.
     */
    void unmount(Path overlay) throws IOException {
        long end = System.nanoTime() + BUSY.toNanos();
        while (true) {
            try {
                Mounts.unmount(Place.of(overlay), 0);
                break;
            } catch (LinuxException e) {
                if (!e.is(Errno.EBUSY) || System.nanoTime() > end) {
                    throw e;
                }
            }
            LockSupport.parkNanos(BUSY_STEP.toNanos());
        }
        Files.delete(overlay);
    }

    @Override
    public void close() {
        try {
            Mounts.unmount(Place.of(directory), Mounts.DETACH);
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unmount " + directory, e);
        }
    }

    private static StepException noMount(IOException cause) {
        StepException exception = new StepException(
                StepException.Code.NO_RUNTIME,
                "cannot mount the step's file system: " + cause.getMessage(),
                StepException.Facts.hint("start Slipway with its launcher, which makes a mount namespace for it"));
        exception.initCause(cause);
        return exception;
    }
}
