package dev.slipway.image.layer;

import dev.slipway.image.Limits;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the stored bytes of a sparse file belong (GNU tar manual, Storing Sparse Files: old GNU, pax 0.0, 0.1, 1.0).
 *
 * @param logicalBytes length of the file
 * @param segments pairs of offset and length, ascending, without overlap
 * @param storedBytes sum of the lengths
 */
record SparseMap(long logicalBytes, long[] segments, long storedBytes) {
    private static final int PAIR = 24;

    /** Checks a map against the bytes that the archive stores for it. */
    static SparseMap of(long logicalBytes, long[] segments, long availableBytes, TarInput at) {
        long end = 0;
        long stored = 0;
        for (int i = 0; i + 1 < segments.length; i += 2) {
            long offset = segments[i];
            long length = segments[i + 1];
            if (offset < end || length < 0 || length > logicalBytes - offset) {
                throw at.wrong("a sparse segment of " + length + " bytes at " + offset
                        + " (expected: ascending and within " + logicalBytes + " bytes)");
            }
            end = offset + length;
            stored += length;
        }
        if (logicalBytes < 0 || stored != availableBytes) {
            throw at.wrong("a sparse map of " + stored + " bytes (expected: " + availableBytes + " as stored)");
        }
        return new SparseMap(logicalBytes, segments, stored);
    }

    /** The old GNU format: four pairs in the header, 21 in each block that follows it. */
    static SparseMap oldGnu(byte[] header, long sizeBytes, TarInput in, Limits limits) throws IOException {
        Pairs pairs = new Pairs(limits.sparseSegments(), in);
        long logical = TarNumbers.field(header, 483, 12);
        boolean more = pairs.addBlock(header, 386, 4) && header[482] != 0;
        byte[] block = new byte[TarInput.BLOCK];
        while (more) {
            if (!in.block(block)) {
                throw in.wrong("the stream ends inside a sparse map");
            }
            more = pairs.addBlock(block, 0, 21) && block[504] != 0;
        }
        return of(logical, pairs.toArray(), sizeBytes, in);
    }

    /** The pax formats; null when the records describe no sparse file. For 1.0 the map is read from the content. */
    static @Nullable SparseMap pax(PaxRecords records, long sizeBytes, TarInput in, Limits limits) throws IOException {
        String major = records.text("GNU.sparse.major");
        String minor = records.text("GNU.sparse.minor");
        if ("1".equals(major) && "0".equals(minor)) {
            return pax10(records, sizeBytes, in, limits);
        }
        String map = records.text("GNU.sparse.map");
        if (map == null && records.sparsePairs().isEmpty()) {
            return null;
        }
        List<String> numbers = map == null ? records.sparsePairs() : Arrays.asList(map.split(",", -1));
        if (numbers.size() % 2 != 0) {
            throw in.wrong("a sparse map of " + numbers.size() + " numbers (expected: pairs)");
        }
        Pairs pairs = new Pairs(limits.sparseSegments(), in);
        for (String number : numbers) {
            pairs.add(TarNumbers.decimal(number));
        }
        return of(size(records, "GNU.sparse.size", in), pairs.toArray(), sizeBytes, in);
    }

    private static SparseMap pax10(PaxRecords records, long sizeBytes, TarInput in, Limits limits) throws IOException {
        long start = in.position();
        MapText text = new MapText(in);
        long count = text.next();
        Pairs pairs = new Pairs(limits.sparseSegments(), in);
        if (count > limits.sparseSegments()) {
            throw pairs.tooMany();
        }
        for (long i = 0; i < count * 2; i++) {
            pairs.add(text.next());
        }
        long left = sizeBytes - (in.position() - start);
        return of(size(records, "GNU.sparse.realsize", in), pairs.toArray(), left, in);
    }

    private static long size(PaxRecords records, String key, TarInput at) {
        String text = records.text(key);
        if (text == null) {
            throw at.wrong("a sparse file without " + key);
        }
        return TarNumbers.decimal(text);
    }

    /** Decimal numbers, one a line, padded to whole blocks. */
    private static final class MapText {
        private final TarInput in;
        private final byte[] block = new byte[TarInput.BLOCK];
        private int at = TarInput.BLOCK;

        MapText(TarInput in) {
            this.in = in;
        }

        long next() throws IOException {
            StringBuilder digits = new StringBuilder();
            while (true) {
                if (at == block.length) {
                    if (!in.block(block)) {
                        throw in.wrong("the stream ends inside a sparse map");
                    }
                    at = 0;
                }
                byte b = block[at++];
                if (b == '\n') {
                    return TarNumbers.decimal(digits.toString());
                }
                digits.append((char) (b & 0xFF));
                if (digits.length() > 20) {
                    throw in.wrong("a sparse map with \"" + digits + "\" (expected: decimal numbers, one a line)");
                }
            }
        }
    }

    /** A growing list of numbers that stops at a limit. */
    private static final class Pairs {
        private final int maxSegments;
        private final TarInput at;
        private long[] numbers = new long[16];
        private int count;

        Pairs(int maxSegments, TarInput at) {
            this.maxSegments = maxSegments;
            this.at = at;
        }

        void add(long number) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count++] = number;
            if (count > maxSegments * 2L) {
                throw tooMany();
            }
        }

        /** False when an empty pair ended the list. */
        boolean addBlock(byte[] block, int offset, int pairs) {
            for (int i = 0; i < pairs; i++) {
                int pair = offset + i * PAIR;
                if (block[pair] == 0) {
                    return false;
                }
                add(TarNumbers.field(block, pair, 12));
                add(TarNumbers.field(block, pair + 12, 12));
            }
            return true;
        }

        MalformedLayerException tooMany() {
            return at.wrong("a sparse file of more than " + maxSegments + " segments");
        }

        long[] toArray() {
            return Arrays.copyOf(numbers, count);
        }
    }
}
