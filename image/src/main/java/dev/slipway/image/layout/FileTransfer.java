package dev.slipway.image.layout;

import java.io.IOException;
import java.nio.file.Path;

/** Appends files to an archive without taking their bytes through this process. */
@FunctionalInterface
public interface FileTransfer {
    /**
     * Appends the whole file after everything that was written to the archive's stream. Throws IOException when it has not
     * exactly {@code sizeBytes}; the archive is then broken.
     */
    void append(Path file, long sizeBytes) throws IOException;
}
