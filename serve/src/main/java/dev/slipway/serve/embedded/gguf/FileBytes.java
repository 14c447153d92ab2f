package dev.slipway.serve.embedded.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** A file read forwards, little-endian, through one buffer. Reading past the end is a {@link DamagedFileException}. */
final class FileBytes {
    private final FileChannel channel;
    private final long size;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    /** Where the buffer's content ends in the file. */
    private long filled;

    FileBytes(FileChannel channel) throws IOException {
        this.channel = channel;
        size = channel.size();
        buffer.limit(0);
    }

    long size() {
        return size;
    }

    long position() {
        return filled - buffer.remaining();
    }

    long left() {
        return size - position();
    }

    int int32() throws IOException {
        need(4);
        return buffer.getInt();
    }

    long int64() throws IOException {
        need(8);
        return buffer.getLong();
    }

    /** A text's length, which the text follows. */
    long length(long most) throws IOException {
        long length = int64();
        if (length < 0 || length > most || length > left()) {
            throw new DamagedFileException("a text of " + length + " bytes at byte " + (position() - 8)
                    + " (expected: at most " + Math.min(most, left()) + ")");
        }
        return length;
    }

    String text(long most) throws IOException {
        byte[] utf8 = new byte[(int) length(most)];
        for (int done = 0; done < utf8.length; ) {
            need(1);
            int part = Math.min(buffer.remaining(), utf8.length - done);
            buffer.get(utf8, done, part);
            done += part;
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** @param type GGUF's value type, 0 to 12 without text and array */
    double number(int type, int width) throws IOException {
        need(width);
        return switch (type) {
            case 0, 7 -> buffer.get() & 0xff;
            case 1 -> buffer.get();
            case 2 -> buffer.getShort() & 0xffff;
            case 3 -> buffer.getShort();
            case 4 -> buffer.getInt() & 0xffffffffL;
            case 5 -> buffer.getInt();
            case 6 -> buffer.getFloat();
            case 12 -> buffer.getDouble();
            default -> buffer.getLong();
        };
    }

    void skip(long count) throws IOException {
        if (count > left()) {
            throw new DamagedFileException("the file ends at byte " + size + " (expected: " + count
                    + " more bytes from byte " + position() + " on)");
        }
        if (count <= buffer.remaining()) {
            buffer.position(buffer.position() + (int) count);
        } else {
            filled = position() + count;
            buffer.position(0).limit(0);
        }
    }

    private void need(int count) throws IOException {
        if (buffer.remaining() >= count) {
            return;
        }
        if (left() < count) {
            throw new DamagedFileException("the file ends at byte " + size + " (expected: " + count + " more bytes)");
        }
        buffer.compact();
        while (buffer.position() < count) {
            int read = channel.read(buffer, filled);
            if (read < 0) {
                throw new DamagedFileException("the file ends at byte " + filled + " (expected: " + size + " bytes)");
            }
            filled += read;
        }
        buffer.flip();
    }
}
