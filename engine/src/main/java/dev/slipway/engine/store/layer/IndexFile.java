package dev.slipway.engine.store.layer;

/**
 * The two files of a layer's index, version 1, big-endian.
 *
 * <p>{@code index}: 64 bytes of header ({@code SLIPIDX1}, number of rows as 4 bytes, zeros), then rows of 104 bytes. Row
 * 0 is the root. The children of a directory are neighbours, sorted by the bytes of their names; so a path is found by
 * one binary search a segment.
 *
 * <pre>
 *  0 u16 mode with type bits; 0 for a whiteout   2 u16 flags     4 u32 uid     8 u32 gid    12 i32 mtime nanoseconds
 * 16 i64 mtime seconds    24 i64 size, or device major:minor    32 i32 link group    36 i32 row of the parent
 * 40 i64 place of the name in strings    48 i32 its length    52 i32 length of the extra bytes behind it
 * 56 i32 row of the first child    60 i32 number of children    64 32 bytes sha256    96 zeros
 * </pre>
 *
 * <p>{@code strings}: names, each followed by its extra bytes: u32 length and bytes of a symlink's target, then the
 * extended attributes, each u16 length and bytes of its name, u32 length and bytes of its value.
 */
final class IndexFile {
    static final String ROWS = "index";
    static final String STRINGS = "strings";
    static final long MAGIC = 0x534c_4950_4944_5831L;
    static final int HEADER_BYTES = 64;
    static final int ROW_BYTES = 104;

    static final int MODE = 0;
    static final int FLAGS = 2;
    static final int UID = 4;
    static final int GID = 8;
    static final int NANOS = 12;
    static final int SECONDS = 16;
    static final int SIZE = 24;
    static final int LINK_GROUP = 32;
    static final int PARENT = 36;
    static final int NAME_AT = 40;
    static final int NAME_LENGTH = 48;
    static final int EXTRA_LENGTH = 52;
    static final int FIRST_CHILD = 56;
    static final int CHILDREN = 60;
    static final int DIGEST = 64;
    static final int DIGEST_BYTES = 32;

    static final int FLAG_OPAQUE = 1;
    static final int FLAG_HAS_DIGEST = 2;
    /** The root is an entry of the layer and not only the holder of its children. */
    static final int FLAG_ROOT_ENTRY = 4;

    private IndexFile() {}
}
