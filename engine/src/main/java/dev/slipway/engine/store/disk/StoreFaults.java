package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;

/** Turns faults of input and output into what the store says. */
final class StoreFaults {
    private StoreFaults() {}

    /** @param what could not be done, with its subject: {@code store blob sha256:…} */
    static StoreException wrap(String what, IOException e) {
        String message = "cannot " + what + ": " + e.getMessage();
        return switch (code(e)) {
            case NO_SPACE ->
                new StoreException(
                        StoreException.Code.NO_SPACE,
                        message,
                        Optional.of("free space with \"slipway cache prune\", or put the store elsewhere;"
                                + " what was stored before is intact"),
                        e);
            case UNUSABLE ->
                new StoreException(
                        StoreException.Code.UNUSABLE,
                        message,
                        Optional.of("check who owns the store's directory and whether its file system is writable"),
                        e);
            default -> new StoreException(StoreException.Code.IO, message, Optional.empty(), e);
        };
    }

    private static StoreException.Code code(Throwable fault) {
        for (Throwable t = fault; t != null; t = t.getCause()) {
            if (t instanceof LinuxException e) {
                return e.noSpace()
                        ? StoreException.Code.NO_SPACE
                        : e.is(Errno.EACCES) || e.is(Errno.EROFS) || e.is(Errno.EPERM)
                                ? StoreException.Code.UNUSABLE
                                : StoreException.Code.IO;
            }
            // Java tells these two only by the words of the C library
            String text = String.valueOf(t.getMessage());
            if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
                return StoreException.Code.NO_SPACE;
            }
            if (t instanceof AccessDeniedException || text.contains("Read-only file system")) {
                return StoreException.Code.UNUSABLE;
            }
        }
        return StoreException.Code.IO;
    }
}
