package dev.slipway.image.layer;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a tar with a position. Reports a premature end with the entry that it hit. */
final class TarInput {
    static final int BLOCK = 512;

    private final InputStream in;
    private final String subject;
    private final byte[] scratch = new byte[64 * 1024];
    private long position;
    private String entry = "";
    private long entryOffset = -1;

    TarInput(InputStream in, String subject) {
        this.in = in;
        this.subject = subject;
    }

    long position() {
        return position;
    }

    /** What errors name from now on. */
    void at(String name, long offset) {
        entry = name;
        entryOffset = offset;
    }

    MalformedLayerException wrong(String reason) {
        return new MalformedLayerException(subject, entry, entryOffset, reason);
    }

    /** Fills one block; false at a clean end of the stream. */
    boolean block(byte[] block) throws IOException {
        int got = in.readNBytes(block, 0, BLOCK);
        position += got;
        if (got > 0 && got < BLOCK) {
            throw wrong("the stream ends inside a header (expected: " + BLOCK + " bytes, got " + got + ")");
        }
        return got == BLOCK;
    }

    byte[] bytes(int length) throws IOException {
        byte[] result = in.readNBytes(length);
        position += result.length;
        if (result.length < length) {
            throw truncated();
        }
        return result;
    }

    int read(byte[] buffer, int offset, int length) throws IOException {
        int got = in.read(buffer, offset, length);
        if (got < 0) {
            throw truncated();
        }
        position += got;
        return got;
    }

    /** The last byte is always read: a file can be skipped beyond its end without notice. */
    void skip(long count) throws IOException {
        long left = count;
        while (left > 1) {
            long skipped = in.skip(left - 1);
            if (skipped > 0) {
                position += skipped;
            } else {
                skipped = read(scratch, 0, (int) Math.min(left - 1, scratch.length));
            }
            left -= skipped;
        }
        if (left == 1) {
            read(scratch, 0, 1);
        }
    }

    /** Reads what follows the archive, so that a verifying stream below sees its end. */
    void drain() throws IOException {
        int got;
        while ((got = in.read(scratch, 0, scratch.length)) >= 0) {
            position += got;
        }
    }

    void close() throws IOException {
        in.close();
    }

    private MalformedLayerException truncated() {
        return wrong("the stream ends at byte " + position + " inside this entry (expected: its whole content)");
    }
}
