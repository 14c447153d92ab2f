package dev.slipway.engine.store;

import java.time.Instant;

/**
 * One thing in a store.
 *
 * @param id within its kind: a digest, a layer id, {@code <kind>/<key>} of a memo, {@code <id>#<number>} of a cache mount
 * @param sizeBytes on this machine: of a blob as stored, of files uncompressed
 * @param inUse by a store that is open now, in whatever process
 * @param kept because a named image is made of it
 * @param description for people, may be empty
 */
public record UsageItem(
        Kind kind, String id, long sizeBytes, Times times, boolean inUse, boolean kept, String description) {
    /** What a store holds. */
    public enum Kind {
        BLOB,
        LAYER,
        ACTION,
        MEMO,
        CACHE_MOUNT,
        BUILD_RECORD
    }

    /** To the exactness of the file system; where the making is not known it is the last use. */
    public record Times(Instant created, Instant lastUsed) {}
}
