package dev.slipway.image.layer;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an inode carries besides its type and content.
 *
 * @param mode permission, set-id and sticky bits: 12 bits, no file type
 * @param modifiedSeconds seconds since the epoch, may be negative
 * @param modifiedNanos 0 to 999,999,999
 * @param xattrs sorted by name; values are bytes and must not be changed by the caller. Overlayfs's own attributes
 *     ({@code trusted.overlay.*}, {@code user.overlay.*}) never appear here
 */
public record EntryMetadata(
        int mode, long uid, long gid, long modifiedSeconds, int modifiedNanos, SortedMap<String, byte[]> xattrs) {
    public EntryMetadata {
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("mode: 0" + Integer.toOctalString(mode) + " (expected: at most 07777)");
        }
        xattrs = xattrs.isEmpty()
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
    }

    /** Metadata without extended attributes. */
    public static EntryMetadata of(int mode, long uid, long gid, long modifiedSeconds) {
        return new EntryMetadata(mode, uid, gid, modifiedSeconds, 0, Collections.emptySortedMap());
    }

    public EntryMetadata withMode(int changed) {
        return new EntryMetadata(changed, uid, gid, modifiedSeconds, modifiedNanos, xattrs);
    }

    public EntryMetadata withOwner(long changedUid, long changedGid) {
        return new EntryMetadata(mode, changedUid, changedGid, modifiedSeconds, modifiedNanos, xattrs);
    }

    public EntryMetadata withModified(long seconds, int nanos) {
        return new EntryMetadata(mode, uid, gid, seconds, nanos, xattrs);
    }

    /** Equality by value, attribute bytes included. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EntryMetadata that
                && mode == that.mode
                && uid == that.uid
                && gid == that.gid
                && modifiedSeconds == that.modifiedSeconds
                && modifiedNanos == that.modifiedNanos
                && xattrs.keySet().equals(that.xattrs.keySet())
                && xattrs.entrySet().stream().allMatch(e -> Arrays.equals(e.getValue(), that.xattrs.get(e.getKey())));
    }

    @Override
    public int hashCode() {
        return ((mode * 31 + Long.hashCode(uid)) * 31 + Long.hashCode(gid)) * 31 + Long.hashCode(modifiedSeconds);
    }
}
