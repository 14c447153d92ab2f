package dev.slipway.engine.store.layer;

/**
 * A hash table from inode numbers to a few longs, without an object for each: a million inodes with a sha256 each take
 * less than 100 MiB. Keys are not 0. For one thread.
 */
final class LongTable {
    private final int width;
    private long[] keys = new long[64];
    private long[] values;
    private int size;

    /** @param width longs for each key */
    LongTable(int width) {
        this.width = width;
        this.values = new long[keys.length * width];
    }

    /** False when the key is not there. */
    boolean get(long key, long[] into) {
        int slot = slot(keys, key);
        if (keys[slot] != key) {
            return false;
        }
        System.arraycopy(values, slot * width, into, 0, width);
        return true;
    }

    /** Replaces. */
    void put(long key, long[] value) {
        if (key == 0) {
            throw new IllegalArgumentException("key: 0 (expected: another number)");
        }
        if (size * 4L > keys.length * 3L) {
            grow();
        }
        int slot = slot(keys, key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        System.arraycopy(value, 0, values, slot * width, width);
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[Math.multiplyExact(oldKeys.length, 2)];
        values = new long[Math.multiplyExact(keys.length, width)];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(keys, oldKeys[i]);
                keys[slot] = oldKeys[i];
                System.arraycopy(oldValues, i * width, values, slot * width, width);
            }
        }
    }

    private static int slot(long[] keys, long key) {
        int mask = keys.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
