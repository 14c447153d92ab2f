package dev.slipway.engine.linux;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Size of a terminal in characters ({@code TIOCGWINSZ}, ioctl_tty(2)); 0 where the terminal does not know.
 */
public record WindowSize(int rows, int columns) {
    private static final long TIOCGWINSZ = 0x5413;

    /** @param descriptor an open one of this process; empty when it is no terminal */
    public static Optional<WindowSize> of(int descriptor) {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data();
            if (kernel.raw(Sys.IOCTL, descriptor, TIOCGWINSZ, kernel.dataAddress(), 0, 0, 0) < 0) {
                return Optional.empty();
            }
            return Optional.of(
                    new WindowSize(Short.toUnsignedInt(data.getShort(0)), Short.toUnsignedInt(data.getShort(2))));
        }
    }
}
