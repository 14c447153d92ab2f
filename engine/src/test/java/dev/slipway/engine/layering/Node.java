package dev.slipway.engine.layering;

import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file system object that a scenario puts somewhere.
 *
 * @param detail content of a file, target of a symbolic link, {@code major:minor} of a device
 * @param owner user and group number
 */
record Node(Kind kind, String detail, int mode, int owner, Extras extras) {
    /** Its type. */
    enum Kind {
        DIRECTORY,
        FILE,
        SYMLINK,
        FIFO,
        CHARACTER,
        BLOCK
    }

    /**
     * @param note value of {@code user.note}; empty for none. Only files and directories have it
     * @param capability whether a file has {@code cap_net_bind_service=ep}
     * @param day picks the modification time where times vary
     */
    record Extras(String note, boolean capability, int day) {
        static final Extras NONE = new Extras("", false, 0);
    }

    /** How objects get their modification times. */
    enum Times {
        /**
         * From what they hold; all directories have one time. Layers that are equal but for times are then equal, so
         * that builds may share a store, which keeps the first of such layers.
         */
        ALIKE,
        /** As drawn. */
        VARIED
    }

    /** {@code cap_net_bind_service=ep} in the kernel's form, version 2. */
    static final String CAPABILITY = "0100000200040000000000000000000000000000";

    /** The time that the engine gives to directories which no source has: alike is alike to these, too. */
    private static final long EARLIEST = 315_619_200;

    static Node directory() {
        return new Node(Kind.DIRECTORY, "", 0755, 0, Extras.NONE);
    }

    static Node file(String content) {
        return new Node(Kind.FILE, content, 0644, 0, Extras.NONE);
    }

    static Node symlink(String target) {
        return new Node(Kind.SYMLINK, target, 0777, 0, Extras.NONE);
    }

    Node mode(int changed) {
        return new Node(kind, detail, changed, owner, extras);
    }

    Node owner(int changed) {
        return new Node(kind, detail, mode, changed, extras);
    }

    Node note(String changed) {
        return new Node(kind, detail, mode, owner, new Extras(changed, extras.capability(), extras.day()));
    }

    Node capability() {
        return new Node(kind, detail, mode, owner, new Extras(extras.note(), true, extras.day()));
    }

    Node day(int changed) {
        return new Node(kind, detail, mode, owner, new Extras(extras.note(), extras.capability(), changed));
    }

    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    boolean isFile() {
        return kind == Kind.FILE;
    }

    byte[] content() {
        return detail.getBytes(StandardCharsets.UTF_8);
    }

    int major() {
        return Integer.parseInt(detail.substring(0, detail.indexOf(':')));
    }

    int minor() {
        return Integer.parseInt(detail.substring(detail.indexOf(':') + 1));
    }

    boolean hasNote() {
        return !extras.note().isEmpty() && (isDirectory() || isFile());
    }

    boolean hasCapability() {
        return extras.capability() && isFile();
    }

    long modifiedSeconds(Times times) {
        return switch (times) {
            case ALIKE -> EARLIEST + (isDirectory() ? 0 : 60L * Math.floorMod(detail.hashCode(), 1000));
            case VARIED -> 1_600_000_000 + 86_400L * extras.day();
        };
    }

    EntryMetadata metadata(Times times) {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        if (hasNote()) {
            xattrs.put("user.note", extras.note().getBytes(StandardCharsets.UTF_8));
        }
        if (hasCapability()) {
            xattrs.put("security.capability", HexFormat.of().parseHex(CAPABILITY));
        }
        return new EntryMetadata(mode, owner, owner, modifiedSeconds(times), 0, xattrs);
    }

    LayerEntry.Inode entry(String path, Times times) {
        ImagePath place = new ImagePath(path);
        EntryMetadata metadata = metadata(times);
        return switch (kind) {
            case DIRECTORY -> new LayerEntry.Directory(place, metadata);
            case FILE -> new LayerEntry.RegularFile(place, metadata, content().length);
            case SYMLINK -> new LayerEntry.Symlink(place, metadata, detail);
            case FIFO -> new LayerEntry.Fifo(place, metadata);
            case CHARACTER -> new LayerEntry.Device(place, metadata, false, major(), minor());
            case BLOCK -> new LayerEntry.Device(place, metadata, true, major(), minor());
        };
    }
}
