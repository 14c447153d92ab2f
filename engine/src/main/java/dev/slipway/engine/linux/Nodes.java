package dev.slipway.engine.linux;

import dev.slipway.image.FileNames;
import java.nio.ByteBuffer;

/** Makes, names and removes objects. No call follows a link in the last segment of its place. */
public final class Nodes {
    private static final int REMOVE_DIRECTORY = 0x200;
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;

    private Nodes() {}

    /** @param mode less the process's mask */
    public static void mkdir(Place place, int mode) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            kernel.call(place.shown(), Sys.MKDIRAT, place.directory(), kernel.path("mkdirat", place.name()), mode, 0);
        }
    }

    /**
     * A device node, fifo or socket.
     *
     * @param mode type bits of {@link FileStatus} and permissions, less the process's mask
     * @param major at most 4,095, as the kernel has it
     * @param minor at most 1,048,575
     */
    public static void mknod(Place place, int mode, int major, int minor) throws LinuxException {
        if ((major & ~0xfff) != 0 || (minor & ~0xfffff) != 0) {
            throw new LinuxException("mknodat", place.shown(), Errno.EINVAL);
        }
        try (Kernel kernel = Kernel.take()) {
            kernel.call(
                    place.shown(),
                    Sys.MKNODAT,
                    place.directory(),
                    kernel.path("mknodat", place.name()),
                    mode,
                    encodeDevice(major, minor));
        }
    }

    /** The kernel's 32-bit form (new_encode_dev): 12 bits major, 20 bits minor. */
    private static long encodeDevice(int major, int minor) {
        return Integer.toUnsignedLong((minor & 0xff) | major << 8 | (minor & ~0xff) << 12);
    }

    /** Overlayfs's form of a deleted name. Needs no privilege since Linux 5.8. */
    public static void whiteout(Place place) throws LinuxException {
        mknod(place, FileStatus.CHARACTER, 0, 0);
    }

    public static void symlink(String target, Place place) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            long text = kernel.other("symlinkat", target);
            kernel.call(
                    place.shown(), Sys.SYMLINKAT, text, place.directory(), kernel.path("symlinkat", place.name()), 0);
        }
    }

    public static String readlink(Place place) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data();
            long path = kernel.path("readlinkat", place.name());
            int count = (int) kernel.call(
                    place.shown(), Sys.READLINKAT, place.directory(), path, kernel.dataAddress(), data.capacity());
            byte[] bytes = new byte[count];
            data.get(0, bytes);
            return FileNames.decode(bytes);
        }
    }

    /** A further name; a link is linked itself. */
    public static void link(Place existing, Place added) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            long from = kernel.path("linkat", existing.name());
            long to = kernel.other("linkat", added.name());
            kernel.call(added.shown(), Sys.LINKAT, existing.directory(), from, added.directory(), to, 0, 0);
        }
    }

    /** A further name of an open object, which still has one. */
    public static void link(OpenFile existing, Place added) throws LinuxException {
        int follow = 0x400;
        try (Kernel kernel = Kernel.take()) {
            // the descriptor's own link leads to the object, even when that is a symbolic link; no privilege is needed
            long from = kernel.path("linkat", "/proc/self/fd/" + existing.number());
            long to = kernel.other("linkat", added.name());
            kernel.call(added.shown(), Sys.LINKAT, -100, from, added.directory(), to, follow, 0);
        }
    }

    /** Replaces what is there, when that is possible: a file, or an empty directory by a directory. */
    public static void rename(Place from, Place to) throws LinuxException {
        rename(from, to, 0);
    }

    /** Throws {@code EEXIST} when something is there. */
    public static void renameNew(Place from, Place to) throws LinuxException {
        rename(from, to, RENAME_NOREPLACE);
    }

    /** Both exist before and after. */
    public static void exchange(Place one, Place other) throws LinuxException {
        rename(one, other, RENAME_EXCHANGE);
    }

    private static void rename(Place from, Place to, int flags) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            long source = kernel.path("renameat2", from.name());
            long target = kernel.other("renameat2", to.name());
            kernel.call(to.shown(), Sys.RENAMEAT2, from.directory(), source, to.directory(), target, flags, 0);
        }
    }

    public static void unlink(Place place) throws LinuxException {
        remove(place, 0);
    }

    public static void rmdir(Place place) throws LinuxException {
        remove(place, REMOVE_DIRECTORY);
    }

    private static void remove(Place place, int flags) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            kernel.call(
                    place.shown(), Sys.UNLINKAT, place.directory(), kernel.path("unlinkat", place.name()), flags, 0);
        }
    }
}
