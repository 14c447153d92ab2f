package dev.slipway.engine.tree;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.image.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The digests of one context's files, as this and earlier builds read them. A file whose stamp is another than it was
 * then is not known here. Safe for many threads.
 *
 * <p>Version 1: the version (4 bytes), the number of entries (4 bytes), then each entry in 72 bytes: the five parts of
 * its {@link FileStamp}, 8 bytes each, and the sha256. Big-endian.
 */
final class RememberedDigests {
    /** More files than this of one context are read at each build: 36 MB of memory and disk. */
    static final int MAX_ENTRIES = 500_000;

    private static final int VERSION = 1;
    private static final int HEADER = 8;
    private static final int STAMP = 40;
    private static final int ENTRY = STAMP + 32;

    private final long device;
    private final ByteBuffer known;
    private final int count;
    /** Open addressing: one more than the entry's number, 0 for a free slot. */
    private final int[] slots;
    /** 1 for an entry that was asked for; written by several threads, all the same value. */
    private final byte[] asked;

    private byte[] fresh = new byte[0];
    private int freshCount;

    private RememberedDigests(long device, ByteBuffer known, int count) {
        this.device = device;
        this.known = known;
        this.count = count;
        this.slots = new int[Math.max(16, Integer.highestOneBit(Math.max(1, count)) * 4)];
        this.asked = new byte[count];
        for (int i = 0; i < count; i++) {
            insert(i);
        }
    }

    /**
     * Reads what {@link #encode} wrote; anything else is as if nothing was known.
     *
     * @param device of the context's root; files on others are never known
     */
    static RememberedDigests read(long device, Optional<byte[]> encoded) {
        if (encoded.isPresent() && encoded.get().length >= HEADER) {
            ByteBuffer bytes = ByteBuffer.wrap(encoded.get());
            int count = bytes.getInt(4);
            if (bytes.getInt(0) == VERSION
                    && count >= 0
                    && count <= MAX_ENTRIES
                    && bytes.capacity() == HEADER + count * ENTRY) {
                return new RememberedDigests(device, bytes, count);
            }
        }
        return new RememberedDigests(device, ByteBuffer.allocate(HEADER), 0);
    }

    /** @param path below the context's root */
    Optional<Digest> find(String path, FileStatus status) {
        if (count == 0 || status.device() != device) {
            return Optional.empty();
        }
        FileStamp stamp = FileStamp.of(path, status);
        for (int slot = stamp.slot() & slots.length - 1; slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            int entry = slots[slot] - 1;
            if (stamp(entry).equals(stamp)) {
                asked[entry] = 1;
                byte[] digest = new byte[32];
                known.get(HEADER + entry * ENTRY + STAMP, digest);
                return Optional.of(Digest.finish(digest));
            }
        }
        return Optional.empty();
    }

    /** @param status of the open file, the same before and after it was read */
    synchronized void put(String path, FileStatus status, Digest digest) {
        if (status.device() != device || freshCount == MAX_ENTRIES) {
            return;
        }
        if (fresh.length == freshCount * ENTRY) {
            fresh = Arrays.copyOf(fresh, Math.max(64 * ENTRY, fresh.length * 2));
        }
        FileStamp stamp = FileStamp.of(path, status);
        ByteBuffer.wrap(fresh, freshCount * ENTRY, ENTRY)
                .putLong(stamp.path())
                .putLong(stamp.inode())
                .putLong(stamp.sizeBytes())
                .putLong(stamp.modifiedNanos())
                .putLong(stamp.changedNanos())
                .put(digest.bytes());
        freshCount++;
    }

    long device() {
        return device;
    }

    /** Whether something was read that was not known. */
    synchronized boolean hasNews() {
        return freshCount > 0;
    }

    /**
     * What this build read and what it asked for, then, up to as many again, what it did not ask for: another target's
     * files, or files that are gone.
     */
    synchronized byte[] encode() {
        int wanted = 0;
        for (byte one : asked) {
            wanted += one;
        }
        int used = Math.min(MAX_ENTRIES, freshCount + wanted);
        int others = Math.min(Math.min(MAX_ENTRIES - used, used), count - wanted);
        ByteBuffer out = ByteBuffer.allocate(HEADER + (used + others) * ENTRY);
        out.putInt(VERSION).putInt(used + others).put(fresh, 0, freshCount * ENTRY);
        append(out, 1, used - freshCount);
        append(out, 0, others);
        return out.array();
    }

    private void append(ByteBuffer out, int askedFor, int limit) {
        int left = limit;
        for (int i = 0; i < count && left > 0; i++) {
            if (asked[i] == askedFor) {
                out.put(known.array(), HEADER + i * ENTRY, ENTRY);
                left--;
            }
        }
    }

    private void insert(int entry) {
        int slot = stamp(entry).slot() & slots.length - 1;
        while (slots[slot] != 0) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = entry + 1;
    }

    private FileStamp stamp(int entry) {
        int at = HEADER + entry * ENTRY;
        return new FileStamp(
                known.getLong(at),
                known.getLong(at + 8),
                known.getLong(at + 16),
                known.getLong(at + 24),
                known.getLong(at + 32));
    }
}
