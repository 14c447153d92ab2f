package dev.slipway.engine.file;

import dev.slipway.image.layer.EntryMetadata;
import java.util.SortedMap;
import java.util.TreeMap;

/** Extended attributes when directories merge. */
final class Xattributes {
    private Xattributes() {}

    /** The new metadata with the old one's attributes that it does not set itself. */
    static EntryMetadata added(EntryMetadata old, EntryMetadata now) {
        if (old.xattrs().isEmpty()) {
            return now;
        }
        SortedMap<String, byte[]> all = new TreeMap<>(old.xattrs());
        all.putAll(now.xattrs());
        return new EntryMetadata(now.mode(), now.uid(), now.gid(), now.modifiedSeconds(), now.modifiedNanos(), all);
    }
}
