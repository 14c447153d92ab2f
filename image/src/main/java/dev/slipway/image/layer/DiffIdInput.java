package dev.slipway.image.layer;

import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Checks a layer's uncompressed bytes against its diffID before the reader sees the end. */
final class DiffIdInput extends FilterInputStream {
    private final InputStream blob;
    private final String subject;
    private final DiffId expected;
    private final MessageDigest hash = Digest.sha256();
    private boolean verified;

    /** @param blob the compressed stream below, read to its end so that its own check runs too */
    DiffIdInput(InputStream tar, InputStream blob, String subject, DiffId expected) {
        super(tar);
        this.blob = blob;
        this.subject = subject;
        this.expected = expected;
        if (!expected.digest().algorithm().equals(Digest.SHA256)) {
            throw new MalformedLayerException(subject, "", -1, "diffID " + expected + " (expected: a sha256 digest)");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            hash.update(buffer, offset, count);
        } else if (count < 0 && !verified) {
            verify();
        }
        return count;
    }

    private void verify() throws IOException {
        if (blob.read() >= 0) {
            throw new MalformedLayerException(subject, "", -1, "bytes after its compressed data (expected: the end)");
        }
        Digest actual = Digest.finish(hash.digest());
        if (!actual.equals(expected.digest())) {
            throw new MalformedLayerException(
                    subject, "", -1, "its content has diffID " + actual + " (expected: " + expected + ")");
        }
        verified = true;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] scratch = new byte[(int) Math.clamp(count, 0L, 64 * 1024L)];
        long left = count;
        while (left > 0) {
            int got = read(scratch, 0, (int) Math.min(scratch.length, left));
            if (got < 0) {
                break;
            }
            left -= got;
        }
        return Math.max(0, count) - Math.max(0, left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
