package dev.slipway.image.layer;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * One block of input and its deflated form. A block depends only on its own bytes and the 32 KiB before it, so blocks
 * are compressed at the same time and give the same bytes whatever the number of threads.
 *
 * <p>Form: runs of 16 KiB chunks. A run whose bytes are spread as evenly as noise is stored, any other deflated with the
 * bytes before it as dictionary and ended by a sync flush, so that every run starts at a whole byte. Joined blocks
 * followed by {@link #END} are one deflate stream (RFC 1951).
 */
final class GzipBlock {
    static final int SIZE = 512 * 1024;
    static final byte[] END = {3, 0};

    private static final int WINDOW = 32 * 1024;
    private static final int CHUNK = 16 * 1024;
    private static final int MAX_STORED = 65535;

    private final byte[] input = new byte[WINDOW + SIZE];
    private byte[] output = {};
    private final int[] histogram = new int[256];
    private final int level;
    private @Nullable Deflater deflater;
    private int windowBytes;
    private int length;
    private int outputLength;

    GzipBlock(int level) {
        this.level = level;
    }

    byte[] output() {
        return output;
    }

    int outputLength() {
        return outputLength;
    }

    byte[] input() {
        return input;
    }

    /** Where the block's own bytes start in {@link #input}. */
    int inputOffset() {
        return WINDOW;
    }

    int length() {
        return length;
    }

    /** Empties the block and takes the end of the block before it as its dictionary. */
    void follow(GzipBlock previous) {
        windowBytes = Math.min(WINDOW, previous.windowBytes + previous.length);
        System.arraycopy(
                previous.input, WINDOW + previous.length - windowBytes, input, WINDOW - windowBytes, windowBytes);
        length = 0;
    }

    void start() {
        windowBytes = 0;
        length = 0;
    }

    /** Takes as much as fits; returns how much. */
    int fill(byte[] bytes, int offset, int count) {
        int taken = Math.min(count, SIZE - length);
        System.arraycopy(bytes, offset, input, WINDOW + length, taken);
        length += taken;
        return taken;
    }

    boolean isFull() {
        return length == SIZE;
    }

    /** Fills {@link #output}. */
    GzipBlock deflate() {
        outputLength = 0;
        if (deflater == null) {
            deflater = new Deflater(level, true);
            output = new byte[SIZE + SIZE / 64 + 1024];
        }
        int end = WINDOW + length;
        int start = WINDOW;
        while (start < end) {
            boolean noise = isNoise(start, Math.min(CHUNK, end - start));
            int stop = Math.min(start + CHUNK, end);
            while (stop < end && isNoise(stop, Math.min(CHUNK, end - stop)) == noise) {
                stop = Math.min(stop + CHUNK, end);
            }
            if (noise) {
                store(start, stop);
            } else {
                deflate(deflater, start, stop);
            }
            start = stop;
        }
        return this;
    }

    /** Frees native memory; the block is useless afterwards. */
    void end() {
        Deflater used = deflater;
        if (used != null) {
            used.end();
        }
    }

    /**
     * Whether byte values are spread so evenly that no code could save 1 %: the sum of squared counts is within 4 % of
     * its least value. In whole numbers, so that every machine decides alike.
     */
    private boolean isNoise(int start, int count) {
        if (count < CHUNK) {
            return false;
        }
        Arrays.fill(histogram, 0);
        for (int i = start; i < start + count; i++) {
            histogram[input[i] & 0xFF]++;
        }
        long squares = 0;
        for (int n : histogram) {
            squares += (long) n * n;
        }
        return squares * 256 * 25 <= (long) count * count * 26;
    }

    private void store(int start, int stop) {
        for (int at = start; at < stop; at += MAX_STORED) {
            int count = Math.min(MAX_STORED, stop - at);
            output[outputLength++] = 0;
            output[outputLength++] = (byte) count;
            output[outputLength++] = (byte) (count >> 8);
            output[outputLength++] = (byte) ~count;
            output[outputLength++] = (byte) (~count >> 8);
            System.arraycopy(input, at, output, outputLength, count);
            outputLength += count;
        }
    }

    private void deflate(Deflater deflater, int start, int stop) {
        deflater.reset();
        int dictionary = Math.min(WINDOW, windowBytes + start - WINDOW);
        if (dictionary > 0) {
            deflater.setDictionary(input, start - dictionary, dictionary);
        }
        deflater.setInput(input, start, stop - start);
        int room = output.length - outputLength;
        int written = deflater.deflate(output, outputLength, room, Deflater.SYNC_FLUSH);
        if (written == room) {
            throw new IllegalStateException("a deflated block of " + (stop - start) + " bytes takes more than " + room);
        }
        outputLength += written;
    }
}
