package dev.slipway.cli;

import dev.slipway.engine.linux.WindowSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the screen can do.
 *
 * @param interactive whether standard error is a terminal whose cursor moves: {@code TERM} is not {@code dumb}
 * @param colour whether styles may be used: an interactive one, {@code NO_COLOR} not set
 */
public record Terminal(boolean interactive, boolean colour, int columns, int rows) {
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
        if (!isDevice(fd)) {
            return new int[] {0, 0};
        }
        return WindowSize.of(fd)
                .map(size -> new int[] {size.rows() > 0 ? size.rows() : 24, size.columns() > 0 ? size.columns() : 80})
                .orElse(new int[] {0, 0});
    }

    /** Whether it may be a terminal. Most builds write to a file or a pipe, and need no native call to know it. */
    private static boolean isDevice(int fd) {
        try {
            Path open = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd));
            return open.startsWith("/dev") && !open.endsWith("null");
        } catch (IOException e) {
            return true;
        }
    }
}
