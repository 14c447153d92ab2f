package dev.slipway.engine.linux;

import java.nio.ByteBuffer;

/** Changes owner, mode and times. No call follows a link in the last segment of its place. */
public final class Metadata {
    private static final int SYMLINK_NOFOLLOW = 0x100;
    private static final int EMPTY_PATH = 0x1000;
    private static final int TIME_OMIT = (1 << 30) - 2;

    /** Absent before Linux 6.6. */
    private static volatile boolean fchmodat2 = true;

    private Metadata() {}

    /** Clears the set-id bits of a file, so the mode is set after it. */
    public static void chown(Place place, long uid, long gid) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            long path = kernel.path("fchownat", place.name());
            int flags = SYMLINK_NOFOLLOW | (place.name().isEmpty() ? EMPTY_PATH : 0);
            kernel.call(place.shown(), Sys.FCHOWNAT, place.directory(), path, uid, gid, flags, 0);
        }
    }

    /** @param mode 12 bits. A symbolic link has none: {@code EOPNOTSUPP} */
    public static void chmod(Place place, int mode) throws LinuxException {
        if (place.name().isEmpty() && place.base() != null) {
            chmod(place.base(), mode);
            return;
        }
        if (fchmodat2) {
            try (Kernel kernel = Kernel.take()) {
                long path = kernel.path("fchmodat2", place.name());
                if (kernel.raw(Sys.FCHMODAT2, place.directory(), path, mode, SYMLINK_NOFOLLOW, 0, 0) >= 0) {
                    return;
                }
                // a seccomp filter of an older container runtime says EPERM for calls that it does not know
                if (kernel.errno() != Errno.ENOSYS && kernel.errno() != Errno.EPERM) {
                    throw kernel.fault(Sys.FCHMODAT2, place.shown());
                }
                fchmodat2 = kernel.errno() != Errno.ENOSYS;
            }
        }
        chmodByDescriptor(place, mode);
    }

    public static void chmod(OpenFile file, int mode) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            kernel.call(file.shown(), Sys.FCHMOD, file.number(), mode);
        }
    }

    private static void chmodByDescriptor(Place place, int mode) throws LinuxException {
        try (OpenFile handle = OpenFile.open(place, OpenFile.PATH | OpenFile.NOFOLLOW, 0);
                Kernel kernel = Kernel.take()) {
            if (FileStatus.of(handle).isSymlink()) {
                throw new LinuxException("fchmodat", place.shown(), Errno.EOPNOTSUPP);
            }
            String path = "/proc/self/fd/" + handle.number();
            kernel.call(place.shown(), Sys.FCHMODAT, -100, kernel.path("fchmodat", path), mode, 0);
        }
    }

    /** Leaves the access time as it is. */
    public static void setModified(Place place, long seconds, int nanos) throws LinuxException {
        setTimes(place, 0, TIME_OMIT, seconds, nanos);
    }

    /** Leaves the modification time as it is. */
    public static void setAccessed(Place place, long seconds, int nanos) throws LinuxException {
        setTimes(place, seconds, nanos, 0, TIME_OMIT);
    }

    private static void setTimes(Place place, long accessed, int accessedNanos, long modified, int modifiedNanos)
            throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data();
            data.putLong(accessed).putLong(accessedNanos).putLong(modified).putLong(modifiedNanos);
            boolean self = place.name().isEmpty();
            // null for the path means the descriptor itself
            long path = self ? 0 : kernel.path("utimensat", place.name());
            kernel.call(
                    place.shown(),
                    Sys.UTIMENSAT,
                    place.directory(),
                    path,
                    kernel.dataAddress(),
                    self ? 0 : SYMLINK_NOFOLLOW);
        }
    }
}
