package dev.slipway.image.layout;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends files to an archive without taking their bytes through this process. */
@FunctionalInterface
public interface FileTransfer {
    /** How much the kernel is asked to copy at once: between two portions an interrupted copy ends. */
    long PORTION_BYTES = 64 << 20;

    /**
     * Appends the whole file after everything that was written to the archive's stream. Throws IOException when it has not
     * exactly {@code sizeBytes}; the archive is then broken.
     */
    void append(Path file, long sizeBytes) throws IOException;

    /**
     * Copies a whole file to the position of another, which is moved on; in the kernel where the file systems can. Throws
     * IOException when the first has not exactly {@code sizeBytes}.
     */
    static void copy(Path file, long sizeBytes, FileChannel to) throws IOException {
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
            if (from.size() != sizeBytes) {
                throw new IOException(
                        "\"" + file + "\" has " + from.size() + " bytes (expected: " + sizeBytes + " bytes)");
            }
            long done = 0;
            while (done < sizeBytes) {
                long some = from.transferTo(done, Math.min(PORTION_BYTES, sizeBytes - done), to);
                if (some == 0) {
                    throw new IOException("\"" + file + "\" ended " + (sizeBytes - done) + " bytes early (expected: "
                            + sizeBytes + " bytes)");
                }
                done += some;
            }
        }
    }
}
