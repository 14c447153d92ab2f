package dev.slipway.advise.replay;

import dev.slipway.image.Digest;

/** Numbers of 64 bits that stand for contents while commits are played through. Not kept, not compared with others. */
final class Hashes {
    private static final long PRIME = 0x100000001B3L;

    private Hashes() {}

    /** Spreads all bits (finaliser of SplittableRandom). */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static long of(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return mix(hash);
    }

    static long of(Digest digest) {
        return of(digest.toString());
    }

    /** What an entry adds to the number of a selection; nothing when it is not there. */
    static long entry(long key, long state) {
        return state == 0 ? 0 : mix(key ^ mix(state));
    }
}
