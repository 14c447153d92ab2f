package dev.slipway.engine.linux;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What {@code statx} says of an inode.
 *
 * @param mode 16 bits: type and permissions
 * @param times of modification and of the last change of the inode
 * @param device identity of the file system: major in the upper 32 bits, minor in the lower
 * @param nodeDevice for a device node: major in the upper 32 bits, minor in the lower
 */
public record FileStatus(
        int mode, Owner owner, long sizeBytes, Times times, long inode, long device, long links, long nodeDevice) {
    public static final int TYPE_MASK = 0170000;
    public static final int DIRECTORY = 0040000;
    public static final int REGULAR = 0100000;
    public static final int SYMLINK = 0120000;
    public static final int CHARACTER = 0020000;
    public static final int BLOCK = 0060000;
    public static final int FIFO = 0010000;
    public static final int SOCKET = 0140000;

    private static final int BASIC_STATS = 0x7ff;
    private static final int SYMLINK_NOFOLLOW = 0x100;
    private static final int EMPTY_PATH = 0x1000;
    private static final int STATX_BYTES = 256;

    /** Numbers as this user namespace sees them. */
    public record Owner(long uid, long gid) {}

    /** Seconds since the epoch and nanoseconds. */
    public record Times(long modifiedSeconds, int modifiedNanos, long changedSeconds, int changedNanos) {}

    /** Of the object itself: a link is not followed. */
    public static FileStatus of(Place place) throws LinuxException {
        return read(place, SYMLINK_NOFOLLOW | (place.name().isEmpty() ? EMPTY_PATH : 0));
    }

    public static FileStatus of(OpenFile file) throws LinuxException {
        return read(Place.in(file, ""), EMPTY_PATH);
    }

    /**
     * Empty when there is no such object, or no such directory on the way to it. That is asked for every file of a
     * layer, so it makes no exception.
     */
    public static Optional<FileStatus> find(Place place) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data().limit(STATX_BYTES);
            long path = kernel.path("statx", place.name());
            int flags = SYMLINK_NOFOLLOW | (place.name().isEmpty() ? EMPTY_PATH : 0);
            if (kernel.raw(Sys.STATX, place.directory(), path, flags, BASIC_STATS, kernel.dataAddress(), 0) >= 0) {
                return Optional.of(parse(data));
            }
            return switch (kernel.errno()) {
                case Errno.ENOENT, Errno.ENOTDIR -> Optional.empty();
                default -> throw kernel.fault(Sys.STATX, place.shown());
            };
        }
    }

    private static FileStatus read(Place place, int flags) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data().limit(STATX_BYTES);
            long path = kernel.path("statx", place.name());
            kernel.call(place.shown(), Sys.STATX, place.directory(), path, flags, BASIC_STATS, kernel.dataAddress(), 0);
            return parse(data);
        }
    }

    /** Offsets of {@code struct statx} (linux/stat.h), the same on all architectures. */
    private static FileStatus parse(ByteBuffer data) {
        return new FileStatus(
                Short.toUnsignedInt(data.getShort(28)),
                new Owner(Integer.toUnsignedLong(data.getInt(20)), Integer.toUnsignedLong(data.getInt(24))),
                data.getLong(40),
                new Times(data.getLong(112), data.getInt(120), data.getLong(96), data.getInt(104)),
                data.getLong(32),
                pair(data.getInt(136), data.getInt(140)),
                Integer.toUnsignedLong(data.getInt(16)),
                pair(data.getInt(128), data.getInt(132)));
    }

    private static long pair(int major, int minor) {
        return Integer.toUnsignedLong(major) << 32 | Integer.toUnsignedLong(minor);
    }

    /** One of the type constants of this class. */
    public int type() {
        return mode & TYPE_MASK;
    }

    public int permissions() {
        return mode & 07777;
    }

    public boolean isDirectory() {
        return type() == DIRECTORY;
    }

    public boolean isRegular() {
        return type() == REGULAR;
    }

    public boolean isSymlink() {
        return type() == SYMLINK;
    }

    /** Overlayfs's form of a deleted name: a character device 0/0. */
    public boolean isWhiteout() {
        return type() == CHARACTER && nodeDevice == 0;
    }
}
