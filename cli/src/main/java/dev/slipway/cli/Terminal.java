package dev.slipway.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/**
 * What the screen can do.
 *
 * @param interactive whether standard error is a terminal whose cursor moves: {@code TERM} is not {@code dumb}
 * @param colour whether styles may be used: an interactive one, {@code NO_COLOR} not set
 */
public record Terminal(boolean interactive, boolean colour, int columns, int rows) {
    private static final long TIOCGWINSZ = 0x5413;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    /** Asks the kernel about standard error. */
    public static Terminal ofStandardError(Map<String, String> environment) {
        int[] size = size(STDERR);
        boolean interactive =
                size[0] > 0 && !environment.getOrDefault("TERM", "").equals("dumb");
        boolean colour = interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(interactive, colour, interactive ? size[1] : 80, interactive ? size[0] : 24);
    }

    /** Whether what is written to standard output is shown to a person. */
    static boolean isStandardOutput() {
        return size(STDOUT)[0] > 0;
    }

    /** Rows and columns of a terminal; 0, 0 when it is none. A terminal that does not know is 24 by 80. */
    private static int[] size(int fd) {
        Linker linker = Linker.nativeLinker();
        MethodHandle ioctl = linker.downcallHandle(
                linker.defaultLookup().find("ioctl").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment winsize = arena.allocate(8);
            if ((int) ioctl.invokeExact(fd, TIOCGWINSZ, winsize) != 0) {
                return new int[] {0, 0};
            }
            int rows = winsize.get(ValueLayout.JAVA_SHORT, 0);
            int columns = winsize.get(ValueLayout.JAVA_SHORT, 2);
            return new int[] {rows > 0 ? rows : 24, columns > 0 ? columns : 80};
        } catch (Throwable t) {
            throw new IllegalStateException("ioctl(TIOCGWINSZ) cannot be called", t);
        }
    }
}
