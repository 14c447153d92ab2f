package dev.slipway.engine.linux;

/** Copies the content of files in the kernel where it can. */
public final class Copies {
    private static final long FICLONE = 0x40049409L;
    private static final long PORTION = 1L << 30;

    private Copies() {}

    /** Shares the blocks of the whole file (btrfs, xfs). False where the file systems cannot. */
    public static boolean reflink(OpenFile from, OpenFile to) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            if (kernel.raw(Sys.IOCTL, to.number(), FICLONE, from.number(), 0, 0, 0) >= 0) {
                return true;
            }
            return switch (kernel.errno()) {
                case Errno.EOPNOTSUPP,
                        Errno.ENOTTY,
                        Errno.EXDEV,
                        Errno.EINVAL,
                        Errno.ENOSYS,
                        Errno.EPERM,
                        Errno.EISDIR -> false;
                default -> throw kernel.fault(Sys.IOCTL, to.shown());
            };
        }
    }

    /** Copies from the current position of both to the end of the first; shares blocks where it can. */
    public static long copy(OpenFile from, OpenFile to) throws LinuxException {
        long copied = 0;
        try (Kernel kernel = Kernel.take()) {
            while (true) {
                long some = kernel.raw(Sys.COPY_FILE_RANGE, from.number(), 0, to.number(), 0, PORTION, 0);
                if (some == 0) {
                    // files of /proc and the like say 0 though they have content
                    return copied == 0 ? copyBytes(from, to) : copied;
                }
                if (some < 0) {
                    return switch (kernel.errno()) {
                        case Errno.EXDEV, Errno.ENOSYS, Errno.EINVAL, Errno.EOPNOTSUPP, Errno.EPERM ->
                            copied + copyBytes(from, to);
                        default -> throw kernel.fault(Sys.COPY_FILE_RANGE, to.shown());
                    };
                }
                copied += some;
            }
        }
    }

    private static long copyBytes(OpenFile from, OpenFile to) throws LinuxException {
        byte[] buffer = new byte[Kernel.DATA_BYTES];
        long copied = 0;
        int count;
        while ((count = from.read(buffer, 0, buffer.length)) >= 0) {
            to.write(buffer, 0, count);
            copied += count;
        }
        return copied;
    }
}
