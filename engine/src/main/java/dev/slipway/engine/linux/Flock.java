package dev.slipway.engine.linux;

/**
 * A lock file held by {@code flock(2)}: the lock belongs to the open file and ends with it, at the latest with the
 * process. Two of these exclude each other in one process too. Never waits: callers that wait ask again, so that a
 * waiting virtual thread can be interrupted and blocks no carrier.
 */
public final class Flock implements AutoCloseable {
    private static final int SHARED = 1;
    private static final int EXCLUSIVE = 2;
    private static final int NONBLOCK = 4;
    private static final int UNLOCK = 8;

    private final OpenFile file;

    private Flock(OpenFile file) {
        this.file = file;
    }

    /** Opens the lock file, making it when it is missing; takes no lock. */
    public static Flock open(Place place) throws LinuxException {
        return new Flock(OpenFile.open(place, OpenFile.READ_WRITE | OpenFile.CREATE | OpenFile.NOFOLLOW, 0644));
    }

    /** Opens an existing file or directory; takes no lock. */
    public static Flock openExisting(Place place) throws LinuxException {
        return new Flock(OpenFile.open(place, OpenFile.READ | OpenFile.NOFOLLOW, 0));
    }

    public boolean tryExclusive() throws LinuxException {
        return lock(EXCLUSIVE | NONBLOCK);
    }

    public boolean tryShared() throws LinuxException {
        return lock(SHARED | NONBLOCK);
    }

    public void unlock() throws LinuxException {
        lock(UNLOCK);
    }

    public OpenFile file() {
        return file;
    }

    private boolean lock(int operation) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            if (kernel.raw(Sys.FLOCK, file.number(), operation, 0, 0, 0, 0) >= 0) {
                return true;
            }
            if (kernel.errno() == Errno.EAGAIN) {
                return false;
            }
            throw kernel.fault(Sys.FLOCK, file.shown());
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
