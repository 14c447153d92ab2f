package dev.slipway.serve.upstream;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events out of pieces of a body, cut anywhere: in a line end, in a character. Only {@code data} is told;
 * names, ids, retry times and comments are read over. Works on bytes, since every line end and colon is ASCII. Source:
 * <i>HTML Living Standard, 9.2.6 Interpreting an event stream</i>.
 *
 * <p>One piece at a time: {@link #feed} when {@link #next} gave null. Holds at most {@code maxBytes} of an unfinished
 * event and the piece.
 */
final class SseParser {
    private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};

    private final int maxBytes;
    private final Bytes line = new Bytes();
    private final Bytes data = new Bytes();
    private byte[] piece = {};
    private int at;
    private boolean hasData;
    private boolean afterCarriageReturn;
    private boolean firstLine = true;
    private boolean ended;

    SseParser(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    void feed(byte[] bytes) {
        if (at < piece.length) {
            throw new IllegalStateException("a piece before the last one was read");
        }
        piece = bytes;
        at = 0;
    }

    /** No more pieces will come: what has no empty line behind it yet is an event too, if its lines are whole. */
    void end() {
        ended = true;
    }

    /**
     * The data of the next whole event, without its last line end; null when another piece is needed, or after the end.
     *
     * @throws TooLongException when one event is longer than allowed
     */
    byte @Nullable [] next() {
        while (at < piece.length) {
            if (afterCarriageReturn && piece[at] == '\n') {
                at++;
                afterCarriageReturn = false;
                continue;
            }
            afterCarriageReturn = false;
            int end = lineEnd();
            append(end);
            at = end;
            if (end == piece.length) {
                return null;
            }
            afterCarriageReturn = piece[at++] == '\r';
            byte[] event = endLine();
            if (event != null) {
                return event;
            }
        }
        return ended ? takeEvent() : null;
    }

    private int lineEnd() {
        int end = at;
        while (end < piece.length && piece[end] != '\n' && piece[end] != '\r') {
            end++;
        }
        return end;
    }

    private void append(int end) {
        if (line.length + (long) data.length + (end - at) > maxBytes) {
            throw new TooLongException(maxBytes);
        }
        line.append(piece, at, end);
    }

    private byte @Nullable [] endLine() {
        if (firstLine) {
            firstLine = false;
            if (line.startsWith(BOM)) {
                line.dropFirst(BOM.length);
            }
        }
        if (line.length == 0) {
            return takeEvent();
        }
        if (line.startsWith(DATA) && (line.length == DATA.length || line.bytes[DATA.length] == ':')) {
            int from = Math.min(line.length, DATA.length + 1);
            if (from < line.length && line.bytes[from] == ' ') {
                from++;
            }
            if (hasData) {
                data.append((byte) '\n');
            }
            data.append(line.bytes, from, line.length);
            hasData = true;
        }
        line.length = 0;
        return null;
    }

    private byte @Nullable [] takeEvent() {
        if (!hasData) {
            return null;
        }
        hasData = false;
        return data.take();
    }

    /** An event of more bytes than allowed. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private TooLongException(int maxBytes) {
            super("an event of more than " + maxBytes + " bytes", null, false, false);
        }
    }

    /** Bytes that grow, and give memory back after an event that was unusually long. */
    private static final class Bytes {
        private static final int KEPT = 16 << 10;

        private byte[] bytes = new byte[256];
        private int length;

        void append(byte one) {
            room(1);
            bytes[length++] = one;
        }

        void append(byte[] from, int start, int end) {
            room(end - start);
            System.arraycopy(from, start, bytes, length, end - start);
            length += end - start;
        }

        private void room(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + (bytes.length >> 1)));
            }
        }

        boolean startsWith(byte[] start) {
            return length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
        }

        void dropFirst(int count) {
            System.arraycopy(bytes, count, bytes, 0, length - count);
            length -= count;
        }

        byte[] take() {
            byte[] taken = Arrays.copyOf(bytes, length);
            length = 0;
            if (bytes.length > KEPT) {
                bytes = new byte[256];
            }
            return taken;
        }
    }
}
