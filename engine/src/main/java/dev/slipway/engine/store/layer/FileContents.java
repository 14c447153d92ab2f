package dev.slipway.engine.store.layer;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Writes files of a tar and learns their digests. Long runs of zeros become holes: sparse files stay small. */
final class FileContents {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Unpacked unpacked;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final MessageDigest hash = Digest.sha256();

    FileContents(Unpacked unpacked) {
        this.unpacked = unpacked;
    }

    void write(OpenFile file, InputStream content, long sizeBytes) throws IOException {
        long hole = 0;
        long written = 0;
        int count;
        while ((count = content.readNBytes(buffer, 0, buffer.length)) > 0) {
            hash.update(buffer, 0, count);
            if (count == buffer.length && isZero()) {
                hole += count;
            } else {
                if (hole > 0) {
                    file.seekForward(hole);
                    hole = 0;
                }
                file.write(buffer, 0, count);
            }
            written += count;
        }
        if (written != sizeBytes) {
            throw new IOException("file of " + written + " bytes in a tar (expected: " + sizeBytes + ")");
        }
        if (hole > 0) {
            file.truncate(sizeBytes);
        }
        unpacked.content(FileStatus.of(file).inode(), hash.digest());
    }

    private boolean isZero() {
        // most files differ in their first bytes
        for (byte b : buffer) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
