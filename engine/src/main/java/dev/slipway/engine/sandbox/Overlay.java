package dev.slipway.engine.sandbox;

import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Mounts;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.store.OverlayFlavor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of one overlay mount (Linux, Documentation/filesystems/overlayfs.rst). Layers are named by short links in
 * one directory that is reached by its descriptor: the kernel takes one page of options, and so nearly 200 layers fit
 * and no path needs escapes. More go in one by one on Linux 6.5 and later.
 */
final class Overlay {
    private static final int PAGE_BYTES = 4096;
    private static final String FLAGS = "index=off,metacopy=off,redirect_dir=nofollow,xino=off";

    private final Path links;
    private final OverlayFlavor flavor;
    private final List<String> lower = new ArrayList<>();
    private boolean writable;

    /** @param links an empty directory */
    Overlay(Path links, OverlayFlavor flavor) {
        this.links = links;
        this.flavor = flavor;
    }

    /** Adds a layer on top of those before it. */
    void lower(Path layer) throws IOException {
        String name = Integer.toString(lower.size(), Character.MAX_RADIX);
        Files.createSymbolicLink(links.resolve(name), layer.toAbsolutePath());
        lower.addFirst(name);
    }

    void upper(Path upper, Path work) throws IOException {
        Files.createSymbolicLink(links.resolve("upper"), upper.toAbsolutePath());
        Files.createSymbolicLink(links.resolve("work"), work.toAbsolutePath());
        writable = true;
    }

    void mount(OpenFile directory, Place target) throws LinuxException {
        String prefix = "/proc/self/fd/" + directory.number() + "/";
        try {
            mount(prefix, target, writable);
        } catch (LinuxException e) {
            // Linux before 5.10 has no "volatile": then the step's own calls of fsync reach the disk.
            if (!writable || !e.is(Errno.EINVAL)) {
                throw e;
            }
            mount(prefix, target, false);
        }
    }

    private void mount(String prefix, Place target, boolean volatileUpper) throws LinuxException {
        List<String> flags = new ArrayList<>(List.of(FLAGS.split(",", -1)));
        flavor.mountOption().ifPresent(flags::add);
        if (writable) {
            flags.add("upperdir=" + prefix + "upper");
            flags.add("workdir=" + prefix + "work");
        }
        if (volatileUpper) {
            flags.add("volatile");
        }
        String layers = String.join(":", lower.stream().map(prefix::concat).toList());
        String options = "lowerdir=" + layers + "," + String.join(",", flags);
        if (options.length() < PAGE_BYTES) {
            Mounts.mount("overlay", target, "overlay", 0, options);
        } else {
            mountOneByOne(prefix, flags, target);
        }
    }

    private void mountOneByOne(String prefix, List<String> flags, Place target) throws LinuxException {
        List<Mounts.Parameter> parameters = new ArrayList<>();
        lower.forEach(name -> parameters.add(new Mounts.Parameter("lowerdir+", prefix + name)));
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            parameters.add(
                    equals < 0
                            ? new Mounts.Parameter(flag, "")
                            : new Mounts.Parameter(flag.substring(0, equals), flag.substring(equals + 1)));
        }
        try {
            Mounts.mountNew("overlay", parameters, 0, target);
        } catch (LinuxException e) {
            StepException tooMany = new StepException(
                    StepException.Code.UNSUPPORTED,
                    "cannot mount " + lower.size() + " layers: " + e.getMessage()
                            + " (expected: at most 190 before Linux 6.5, 500 since)",
                    StepException.Facts.hint("build the base image with fewer layers"));
            tooMany.initCause(e);
            throw tooMany;
        }
    }
}
