package dev.slipway.image.layer;

import dev.slipway.image.Digest;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts and hashes what passes through. Closing only flushes: the stream below is the caller's. */
final class DigestingOutput extends FilterOutputStream {
    private final MessageDigest hash = Digest.sha256();
    private long sizeBytes;

    DigestingOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Digest.update(hash, bytes, offset, length);
        sizeBytes += length;
        out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Call once. */
    Digest digest() {
        return Digest.finish(hash.digest());
    }
}
