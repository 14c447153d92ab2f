package dev.slipway.image.layer;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * A block of one gzip member, its window the 32 KiB before it.
 *
 * <p>Form: runs of 16 KiB chunks. A run whose bytes are spread as evenly as noise is stored, any other deflated with the
 * bytes before it as dictionary and ended by a sync flush, so that every run starts at a whole byte. Joined blocks
 * followed by {@link #END} are one deflate stream (RFC 1951).
 */
final class GzipBlock extends LayerBlock {
    static final int SIZE = 512 * 1024;
    static final byte[] END = {3, 0};

    private static final int WINDOW = 32 * 1024;
    private static final int CHUNK = 16 * 1024;
    private static final int SAMPLES = 4;
    private static final int SAMPLE = 1024;
    private static final int MAX_STORED = 65535;

    private byte[] output = {};
    private final int[] histogram = new int[256];
    private final int level;
    private @Nullable Deflater deflater;
    private int outputLength;

    GzipBlock(int level) {
        super(WINDOW, SIZE);
        this.level = level;
    }

    @Override
    byte[] output() {
        return output;
    }

    @Override
    int outputLength() {
        return outputLength;
    }

    @Override
    void compress() {
        outputLength = 0;
        if (deflater == null) {
            deflater = new Deflater(level, true);
            output = new byte[SIZE + SIZE / 64 + 1024];
        }
        int end = WINDOW + length();
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
    }

    @Override
    void end() {
        Deflater used = deflater;
        if (used != null) {
            used.end();
        }
    }

    /**
     * Whether byte values are spread so evenly that no code could save 2 %: the sum of squared counts is within 9 % of
     * its least value, where noise of so few samples has 6 %, give or take 0.6. Four runs of 1 KiB are counted, since
     * single bytes at even steps may all be the low ones of numbers. In whole numbers, so that every machine decides alike.
     */
    private boolean isNoise(int start, int count) {
        if (count < CHUNK) {
            return false;
        }
        byte[] input = input();
        Arrays.fill(histogram, 0);
        for (int sample = start; sample < start + CHUNK; sample += CHUNK / SAMPLES) {
            for (int i = sample; i < sample + SAMPLE; i++) {
                histogram[input[i] & 0xFF]++;
            }
        }
        long squares = 0;
        for (int n : histogram) {
            squares += (long) n * n;
        }
        return squares * 256 * 100 <= (long) (SAMPLES * SAMPLE) * (SAMPLES * SAMPLE) * 109;
    }

    private void store(int start, int stop) {
        for (int at = start; at < stop; at += MAX_STORED) {
            int count = Math.min(MAX_STORED, stop - at);
            output[outputLength++] = 0;
            output[outputLength++] = (byte) count;
            output[outputLength++] = (byte) (count >> 8);
            output[outputLength++] = (byte) ~count;
            output[outputLength++] = (byte) (~count >> 8);
            System.arraycopy(input(), at, output, outputLength, count);
            outputLength += count;
        }
    }

    private void deflate(Deflater deflater, int start, int stop) {
        deflater.reset();
        int dictionary = Math.min(WINDOW, windowBytes() + start - WINDOW);
        if (dictionary > 0) {
            deflater.setDictionary(input(), start - dictionary, dictionary);
        }
        deflater.setInput(input(), start, stop - start);
        int room = output.length - outputLength;
        int written = deflater.deflate(output, outputLength, room, Deflater.SYNC_FLUSH);
        if (written == room) {
            throw new IllegalStateException("a deflated block of " + (stop - start) + " bytes takes more than " + room);
        }
        outputLength += written;
    }
}
