package dev.slipway.engine.tree;

import dev.slipway.image.Digest;
import dev.slipway.image.FileNames;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Digests by name in about 72 bytes an entry, as a layer may have a million of them. A name is kept as the first half
 * of its sha256, which nobody can make collide. Safe for many threads.
 */
public final class DigestTable {
    private static final int KEY = 2;
    private static final int SLOT = 6;

    private final MessageDigest sha256 = Digest.sha256();
    private long[] slots = new long[SLOT * 64];
    private int used;

    /** The digest of the name from now on. */
    public synchronized void put(String name, Digest digest) {
        if (used * 3 >= slots.length / SLOT * 2) {
            grow();
        }
        long[] key = key(name);
        int slot = slot(slots, key);
        if (isFree(slots, slot)) {
            used++;
        }
        slots[slot] = key[0];
        slots[slot + 1] = key[1];
        ByteBuffer.wrap(digest.bytes()).asLongBuffer().get(slots, slot + KEY, SLOT - KEY);
    }

    public synchronized Optional<Digest> find(String name) {
        int slot = slot(slots, key(name));
        if (isFree(slots, slot)) {
            return Optional.empty();
        }
        ByteBuffer digest = ByteBuffer.allocate((SLOT - KEY) * Long.BYTES);
        digest.asLongBuffer().put(slots, slot + KEY, SLOT - KEY);
        return Optional.of(Digest.finish(digest.array()));
    }

    private long[] key(String name) {
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest(FileNames.encode(name)));
        return new long[] {hash.getLong(), hash.getLong()};
    }

    private static boolean isFree(long[] slots, int slot) {
        return slots[slot] == 0 && slots[slot + 1] == 0;
    }

    /** The key's slot, or the free one where it would go. */
    private static int slot(long[] slots, long[] key) {
        int count = slots.length / SLOT;
        int at = (int) Math.floorMod(key[0], (long) count);
        while (true) {
            int slot = at * SLOT;
            if (isFree(slots, slot) || (slots[slot] == key[0] && slots[slot + 1] == key[1])) {
                return slot;
            }
            at = (at + 1) % count;
        }
    }

    private void grow() {
        long[] old = slots;
        slots = new long[Math.multiplyExact(old.length, 2)];
        for (int i = 0; i < old.length; i += SLOT) {
            if (!isFree(old, i)) {
                int slot = slot(slots, new long[] {old[i], old[i + 1]});
                System.arraycopy(old, i, slots, slot, SLOT);
            }
        }
    }
}
