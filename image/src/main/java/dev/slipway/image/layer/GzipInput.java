package dev.slipway.image.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Gzip with any number of members (RFC 1952), each checked by CRC and length. The JDK's stream asks {@code available()}
 * whether a further member follows and so drops members of a slow source. Zeros after the last member are padding;
 * anything else is an error.
 */
final class GzipInput extends InputStream {
    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;
    private static final int MAX_TEXT = 64 * 1024;

    private final InputStream in;
    private final String subject;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;
    private boolean inMember;
    private boolean ended;

    GzipInput(InputStream in, String subject) throws IOException {
        this.in = in;
        this.subject = subject;
        nextMember(true);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember) {
                nextMember(false);
                continue;
            }
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                crc.update(bytes, offset, count);
                return count;
            }
        }
        return -1;
    }

    /** 0 when the member ended or more input was read. */
    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            int count = inflater.inflate(bytes, offset, length);
            if (count > 0) {
                return count;
            }
        } catch (DataFormatException e) {
            throw wrong("its compressed data is broken: " + e.getMessage());
        }
        if (inflater.finished()) {
            position = limit - inflater.getRemaining();
            trailer();
        } else if (inflater.needsDictionary()) {
            throw wrong("its data needs a preset dictionary");
        } else {
            fill();
            inflater.setInput(buffer, 0, limit);
            position = limit;
        }
        return 0;
    }

    private void trailer() throws IOException {
        long storedCrc = number(4);
        long storedLength = number(4);
        if (storedCrc != crc.getValue() || storedLength != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw wrong("checksum or length of a gzip member does not match its data");
        }
        inMember = false;
    }

    private void nextMember(boolean first) throws IOException {
        int magic = peekable() ? buffer[position++] & 0xFF : -1;
        if (!first) {
            while (magic == 0) {
                magic = peekable() ? buffer[position++] & 0xFF : -1;
            }
            if (magic < 0) {
                ended = true;
                return;
            }
        }
        if (magic != 0x1f || next() != 0x8b || next() != 8) {
            throw wrong(first ? "not gzip" : "bytes that are no gzip member after the last one");
        }
        int flags = next();
        number(4);
        next();
        next();
        if ((flags & 0xE0) != 0) {
            throw wrong("a gzip header with unknown flags");
        }
        if ((flags & FEXTRA) != 0) {
            for (long left = number(2); left > 0; left--) {
                next();
            }
        }
        skipText(flags & FNAME);
        skipText(flags & FCOMMENT);
        if ((flags & FHCRC) != 0) {
            number(2);
        }
        inflater.reset();
        crc.reset();
        inflater.setInput(buffer, position, limit - position);
        inMember = true;
    }

    private void skipText(int present) throws IOException {
        for (int i = 0; present != 0 && next() != 0; i++) {
            if (i > MAX_TEXT) {
                throw wrong("a gzip header with a text of more than " + MAX_TEXT + " bytes");
            }
        }
    }

    private long number(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) next() << 8 * i;
        }
        return value;
    }

    private int next() throws IOException {
        if (!peekable()) {
            throw wrong("the stream ends inside a gzip header or trailer");
        }
        return buffer[position++] & 0xFF;
    }

    private boolean peekable() throws IOException {
        if (position == limit) {
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
            position = 0;
        }
        return position < limit;
    }

    private void fill() throws IOException {
        position = limit;
        if (!peekable()) {
            throw wrong("the stream ends inside gzip data (expected: the member's end)");
        }
    }

    private MalformedLayerException wrong(String reason) {
        return new MalformedLayerException(subject, "", -1, reason);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        ended = true;
        in.close();
    }
}
