package dev.slipway.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Checks size and digest of what passes through, before the reader sees the end. A short or surplus stream and a wrong
 * digest throw {@link BlobException}; surplus bytes are never handed out.
 */
public final class VerifyingInputStream extends FilterInputStream {
    private final Digest expected;
    private final long sizeBytes;
    private final MessageDigest hash;
    private long position;
    private boolean verified;

    public VerifyingInputStream(InputStream raw, Descriptor descriptor) {
        this(raw, descriptor.digest(), descriptor.sizeBytes());
    }

    public VerifyingInputStream(InputStream raw, Digest expected, long sizeBytes) {
        super(raw);
        this.expected = expected;
        this.sizeBytes = sizeBytes;
        this.hash = hash(expected);
    }

    private static MessageDigest hash(Digest digest) {
        if (digest.algorithm().equals(Digest.SHA256)) {
            return Digest.sha256();
        }
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-512", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == sizeBytes) {
            finish();
            return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, sizeBytes - position));
        if (count < 0) {
            throw new BlobException(
                    expected,
                    position,
                    "ended at byte " + group(position) + " (expected: " + group(sizeBytes) + " bytes)");
        }
        hash.update(buffer, offset, count);
        position += count;
        if (position == sizeBytes) {
            finish();
        }
        return count;
    }

    private void finish() throws IOException {
        if (verified) {
            return;
        }
        if (in.read() >= 0) {
            throw new BlobException(
                    expected, position, "goes on after byte " + group(sizeBytes) + " (expected: the end)");
        }
        String actual = HexFormat.of().formatHex(hash.digest());
        if (!actual.equals(expected.hex())) {
            throw new BlobException(
                    expected,
                    position,
                    "its content has " + expected.algorithm() + ":" + actual + " (expected: " + expected + ")");
        }
        verified = true;
    }

    /** Reads rather than seeks: skipped bytes are verified too. */
    @Override
    public long skip(long count) throws IOException {
        byte[] scratch = new byte[(int) Math.min(64 * 1024, Math.max(count, 0))];
        long left = count;
        while (left > 0) {
            int read = read(scratch, 0, (int) Math.min(scratch.length, left));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return Math.max(count, 0) - Math.max(left, 0);
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), sizeBytes - position);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public synchronized void mark(int limit) {}

    @Override
    public synchronized void reset() throws IOException {
        throw new IOException("mark is not supported");
    }

    private static String group(long bytes) {
        return String.format(Locale.ROOT, "%,d", bytes);
    }
}
