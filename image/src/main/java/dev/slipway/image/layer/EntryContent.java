package dev.slipway.image.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The logical content of one entry; holes of sparse files read as zeros. Ends with the entry, and with its reader. */
final class EntryContent extends InputStream {
    private static final long[] ALL = new long[0];

    private final TarInput in;
    private final SparseMap map;
    private long position;
    private long storedLeft;
    private int segment;
    private boolean stale;

    EntryContent(TarInput in, SparseMap map) {
        this.in = in;
        this.map = map;
        this.storedLeft = map.storedBytes();
    }

    static EntryContent plain(TarInput in, long sizeBytes) {
        return new EntryContent(
                in, new SparseMap(sizeBytes, sizeBytes == 0 ? ALL : new long[] {0, sizeBytes}, sizeBytes));
    }

    long sizeBytes() {
        return map.logicalBytes();
    }

    boolean isContiguous() {
        return map.storedBytes() == map.logicalBytes();
    }

    /** Passes over what the caller did not read, and refuses later reads. */
    void discard() throws IOException {
        stale = true;
        in.skip(storedLeft);
        storedLeft = 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (stale) {
            throw new IllegalStateException("content of an entry read after its reader went on");
        }
        if (length == 0) {
            return 0;
        }
        while (segment < map.segments().length && position == segmentEnd()) {
            segment += 2;
        }
        if (position == map.logicalBytes()) {
            return -1;
        }
        return inHole() ? zeros(buffer, offset, length) : stored(buffer, offset, length);
    }

    private boolean inHole() {
        return segment >= map.segments().length || position < map.segments()[segment];
    }

    private long segmentEnd() {
        return map.segments()[segment] + map.segments()[segment + 1];
    }

    private int zeros(byte[] buffer, int offset, int length) {
        long end = segment < map.segments().length ? map.segments()[segment] : map.logicalBytes();
        int count = (int) Math.min(length, end - position);
        Arrays.fill(buffer, offset, offset + count, (byte) 0);
        position += count;
        return count;
    }

    private int stored(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, (int) Math.min(length, segmentEnd() - position));
        position += count;
        storedLeft -= count;
        return count;
    }

    @Override
    public int available() {
        return 0;
    }
}
