package dev.slipway.engine.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open file or directory: a descriptor of this process. Closing twice is harmless; use after closing is not. */
public final class OpenFile implements AutoCloseable {
    public static final int READ = 0;
    public static final int WRITE = 1;
    public static final int READ_WRITE = 2;
    public static final int CREATE = 0x40;
    public static final int EXCLUSIVE = 0x80;
    public static final int TRUNCATE = 0x200;
    public static final int NONBLOCK = 0x800;
    public static final int DIRECTORY = Sys.O_DIRECTORY;
    public static final int NOFOLLOW = Sys.O_NOFOLLOW;
    /** A handle for a place only: nothing can be read or written through it. */
    public static final int PATH = 0x200000;

    private static final int CLOEXEC = 0x80000;

    private final int number;
    private final String shown;
    private final AtomicBoolean closed = new AtomicBoolean();

    OpenFile(int number, String shown) {
        this.number = number;
        this.shown = shown;
    }

    /** Opens with {@code O_CLOEXEC}. A created file has {@code mode} less the process's mask. */
    public static OpenFile open(Place place, int flags, int mode) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            long fd = kernel.call(
                    place.shown(),
                    Sys.OPENAT,
                    place.directory(),
                    kernel.path("openat", place.name()),
                    flags | CLOEXEC,
                    mode);
            return new OpenFile((int) fd, place.shown());
        }
    }

    /** A directory that is not a symbolic link. */
    public static OpenFile directory(Place place) throws LinuxException {
        return open(place, READ | DIRECTORY | NOFOLLOW, 0);
    }

    /** A file to read that is not a symbolic link; a fifo or device does not block the opening. */
    public static OpenFile read(Place place) throws LinuxException {
        return open(place, READ | NOFOLLOW | NONBLOCK, 0);
    }

    public int number() {
        if (closed.get()) {
            throw new IllegalStateException("\"" + shown + "\" is closed");
        }
        return number;
    }

    /** The path it was opened by, for messages. */
    public String shown() {
        return shown;
    }

    /** A path of this process by which Java opens the same file anew, whatever bytes its name has. */
    public Path javaPath() {
        return Path.of("/proc/self/fd/" + number());
    }

    /** Reads into a direct buffer; -1 at the end. */
    public int read(ByteBuffer direct) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data();
            int wanted = Math.min(direct.remaining(), data.capacity());
            int count = (int) kernel.call(shown, Sys.READ, number(), kernel.dataAddress(), wanted, 0);
            direct.put(data.limit(count));
            return count == 0 && wanted > 0 ? -1 : count;
        }
    }

    public int read(byte[] bytes, int offset, int length) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data();
            int wanted = Math.min(length, data.capacity());
            int count = (int) kernel.call(shown, Sys.READ, number(), kernel.dataAddress(), wanted, 0);
            data.get(0, bytes, offset, count);
            return count == 0 && wanted > 0 ? -1 : count;
        }
    }

    /** Writes all. */
    public void write(byte[] bytes, int offset, int length) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data();
            int done = 0;
            while (done < length) {
                int some = Math.min(length - done, data.capacity());
                data.put(0, bytes, offset + done, some);
                done += (int) kernel.call(shown, Sys.WRITE, number(), kernel.dataAddress(), some, 0);
            }
        }
    }

    /** Moves the position; writing beyond the end leaves a hole before it. */
    public void seekForward(long bytes) throws LinuxException {
        int fromCurrent = 1;
        try (Kernel kernel = Kernel.take()) {
            kernel.call(shown, Sys.LSEEK, number(), bytes, fromCurrent, 0);
        }
    }

    /** Sets the length; what is beyond the old end is a hole. */
    public void truncate(long sizeBytes) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            kernel.call(shown, Sys.FTRUNCATE, number(), sizeBytes);
        }
    }

    /**
     * Tells the kernel to begin writing these bytes to the disk, so that a later {@link #sync} has less to wait for. Does
     * nothing where the file system or the kernel does not know that.
     */
    public void beginSync(long offset, long bytes) {
        long write = 2;
        try (Kernel kernel = Kernel.take()) {
            // a fault is one that sync will tell
            kernel.raw(Sys.SYNC_FILE_RANGE, number(), offset, bytes, write, 0, 0);
        }
    }

    /** Content and metadata are on the disk when this returns; for a directory its names. */
    public void sync() throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            kernel.call(shown, Sys.FSYNC, number(), 0);
        }
    }

    /** Everything that was written to this file's file system is on the disk when this returns. */
    public void syncFileSystem() throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            kernel.call(shown, Sys.SYNCFS, number(), 0);
        }
    }

    /** The rest of the file; closing the stream closes this. */
    public InputStream stream() {
        return new Stream(this);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try (Kernel kernel = Kernel.take()) {
                // a fault of close tells of nothing that sync would not have told
                kernel.raw(Sys.CLOSE, number, 0, 0, 0, 0, 0);
            }
        }
    }

    private static final class Stream extends InputStream {
        private final OpenFile file;

        Stream(OpenFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return file.read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return file.read(bytes, offset, length);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
