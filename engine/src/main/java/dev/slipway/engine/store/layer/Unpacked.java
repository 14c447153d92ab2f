package dev.slipway.engine.store.layer;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What was learnt while a tar was unpacked, by inode number, so that it stays right whatever happens to names.
 *
 * @param directoryTimes seconds and nanoseconds; set once all children are there
 * @param contents sha256 as four longs
 */
record Unpacked(LongTable directoryTimes, LongTable contents) {
    static final Unpacked NOTHING = new Unpacked();

    Unpacked() {
        this(new LongTable(2), new LongTable(4));
    }

    void time(long inode, long seconds, int nanos) {
        directoryTimes.put(inode, new long[] {seconds, nanos});
    }

    void content(long inode, byte[] sha256) {
        ByteBuffer bytes = ByteBuffer.wrap(sha256);
        contents.put(inode, new long[] {bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong()});
    }

    byte @Nullable [] digest(long inode) {
        long[] value = new long[4];
        if (!contents.get(inode, value)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(32);
        for (long part : value) {
            bytes.putLong(part);
        }
        return bytes.array();
    }
}
