package dev.slipway.engine.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.slipway.image.FileNames;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One set of native buffers with which system calls are made. All calls go through libc's {@code syscall}, so that a
 * process links one native handle and not forty: linking is most of what such a call costs a short process.
 *
 * <p>Taken from a pool and given back by closing; for one thread at a time. Buffers are direct byte buffers because
 * their accessors need no variable handles at start.
 */
final class Kernel implements AutoCloseable {
    static final int PATH_BYTES = 8192;
    static final int DATA_BYTES = 1 << 16;

    private static final ConcurrentLinkedQueue<Kernel> FREE = new ConcurrentLinkedQueue<>();

    /** First path, second path, data; valid until the next call that uses them. */
    private final ByteBuffer first = direct(PATH_BYTES);

    private final ByteBuffer second = direct(PATH_BYTES);
    private final ByteBuffer data = direct(DATA_BYTES);
    private final ByteBuffer state = direct(64);
    private final MemorySegment stateSegment = MemorySegment.ofBuffer(state);
    private final long firstAddress = MemorySegment.ofBuffer(first).address();
    private final long secondAddress = MemorySegment.ofBuffer(second).address();
    private final long dataAddress = MemorySegment.ofBuffer(data).address();
    private int errno;

    /** Holds the handle, so that it is linked at the first call and not before. */
    private static final class Native {
        static final MethodHandle SYSCALL = link();

        private static MethodHandle link() {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));
        }
    }

    private Kernel() {}

    static Kernel take() {
        Kernel kernel = FREE.poll();
        return kernel == null ? new Kernel() : kernel;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        FREE.offer(this);
    }

    /** Address of a path, zero-ended. */
    long path(String call, String path) throws LinuxException {
        return text(call, path, first, firstAddress);
    }

    /** Like {@link #path} for the second path, or name, of a call. */
    long other(String call, String path) throws LinuxException {
        return text(call, path, second, secondAddress);
    }

    private static long text(String call, String path, ByteBuffer buffer, long address) throws LinuxException {
        byte[] bytes = FileNames.encode(path);
        if (bytes.length >= PATH_BYTES) {
            throw new LinuxException(call, path.substring(0, 64) + "…", Errno.ENAMETOOLONG);
        }
        for (byte b : bytes) {
            if (b == 0) {
                // the kernel would silently take the part before it
                throw new LinuxException(call, path.replace("\0", "\\0"), Errno.EINVAL);
            }
        }
        buffer.clear().put(bytes).put((byte) 0);
        return address;
    }

    ByteBuffer data() {
        return data.clear();
    }

    long dataAddress() {
        return dataAddress;
    }

    /** Raw result; negative on a fault, whose number is then {@link #errno}. Repeats a call that a signal ended. */
    long raw(Sys sys, long a, long b, long c, long d, long e, long f) {
        while (true) {
            long result;
            try {
                result = (long) Native.SYSCALL.invokeExact(stateSegment, (long) sys.number(), a, b, c, d, e, f);
            } catch (Throwable t) {
                throw new IllegalStateException("system call " + sys + " could not be made", t);
            }
            if (result >= 0) {
                return result;
            }
            errno = state.getInt(0);
            // close must not be repeated: the descriptor is gone and may be another's by now
            if (errno != Errno.EINTR || sys == Sys.CLOSE) {
                return result;
            }
        }
    }

    int errno() {
        return errno;
    }

    long call(String subject, Sys sys, long a, long b, long c, long d, long e, long f) throws LinuxException {
        long result = raw(sys, a, b, c, d, e, f);
        if (result < 0) {
            throw fault(sys, subject);
        }
        return result;
    }

    long call(String subject, Sys sys, long a, long b, long c, long d) throws LinuxException {
        return call(subject, sys, a, b, c, d, 0, 0);
    }

    long call(String subject, Sys sys, long a, long b) throws LinuxException {
        return call(subject, sys, a, b, 0, 0, 0, 0);
    }

    LinuxException fault(Sys sys, String subject) {
        return new LinuxException(sys.name().toLowerCase(java.util.Locale.ROOT), subject, errno);
    }
}
