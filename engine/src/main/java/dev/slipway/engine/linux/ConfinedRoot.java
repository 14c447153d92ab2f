package dev.slipway.engine.linux;

import java.nio.ByteBuffer;

/**
 * A directory below which hostile names are resolved as if it were the root of the machine: {@code ..} stops at it, and
 * absolute links start at it ({@code openat2(2)} with {@code RESOLVE_IN_ROOT}, Linux 5.6). Nothing outside is reached.
 *
 * <p>Safe against names and links of any kind; the tree must not be changed by others meanwhile only where the kernel
 * has no {@code openat2}: there the way is walked segment by segment and a link in it is refused.
 */
public final class ConfinedRoot implements AutoCloseable {
    private static final int RESOLVE_NO_MAGICLINKS = 2;
    private static final int RESOLVE_IN_ROOT = 0x10;
    private static final int OPEN_HOW_BYTES = 24;
    private static final int CLOEXEC = 0x80000;

    private static volatile boolean openat2 = true;

    private final OpenFile root;

    private ConfinedRoot(OpenFile root) {
        this.root = root;
    }

    public static ConfinedRoot of(Place directory) throws LinuxException {
        return new ConfinedRoot(OpenFile.directory(directory));
    }

    public OpenFile root() {
        return root;
    }

    /** Opens a directory; links on the way and in the last segment are followed within the root. */
    public OpenFile directory(String path) throws LinuxException {
        return open(path, OpenFile.READ | OpenFile.DIRECTORY);
    }

    /**
     * Opens anything that exists; links on the way are followed within the root, in the last segment unless {@code
     * flags} have {@link OpenFile#NOFOLLOW}.
     */
    public OpenFile open(String path, int flags) throws LinuxException {
        String relative = relative(path);
        if (openat2) {
            try (Kernel kernel = Kernel.take()) {
                ByteBuffer how = kernel.data();
                how.putLong(Integer.toUnsignedLong(flags | CLOEXEC))
                        .putLong(0)
                        .putLong(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
                long name = kernel.path("openat2", relative);
                long fd = kernel.raw(Sys.OPENAT2, root.number(), name, kernel.dataAddress(), OPEN_HOW_BYTES, 0, 0);
                // EAGAIN: something was renamed meanwhile, so that the kernel cannot vouch for a "..": ask again
                for (int tries = 0; fd < 0 && kernel.errno() == Errno.EAGAIN && tries < 64; tries++) {
                    fd = kernel.raw(Sys.OPENAT2, root.number(), name, kernel.dataAddress(), OPEN_HOW_BYTES, 0, 0);
                }
                if (fd >= 0) {
                    return new OpenFile((int) fd, root.shown() + "/" + relative);
                }
                if (kernel.errno() != Errno.ENOSYS && kernel.errno() != Errno.EPERM) {
                    throw kernel.fault(Sys.OPENAT2, root.shown() + "/" + relative);
                }
                openat2 = kernel.errno() != Errno.ENOSYS;
            }
        }
        return walk(relative, flags);
    }

    /** Without openat2: every segment is opened without following a link. */
    OpenFile walk(String relative, int flags) throws LinuxException {
        OpenFile at = OpenFile.open(Place.in(root, "."), OpenFile.PATH | OpenFile.DIRECTORY, 0);
        try {
            String[] segments = relative.split("/");
            for (int i = 0; i < segments.length; i++) {
                if (segments[i].equals("..")) {
                    throw new LinuxException("openat", root.shown() + "/" + relative, Errno.EXDEV);
                }
                boolean last = i == segments.length - 1;
                OpenFile next = OpenFile.open(
                        Place.in(at, segments[i].isEmpty() ? "." : segments[i]),
                        OpenFile.NOFOLLOW | (last ? flags : OpenFile.PATH | OpenFile.DIRECTORY),
                        0);
                at.close();
                at = next;
            }
            return at;
        } catch (LinuxException e) {
            at.close();
            throw e;
        }
    }

    private static String relative(String path) {
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        return start == path.length() ? "." : path.substring(start);
    }

    @Override
    public void close() {
        root.close();
    }
}
