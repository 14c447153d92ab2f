package dev.slipway.inspect.waste;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why bytes of an image do nothing. Every wasted byte has one cause: what a later layer hides comes first, then the
 * order given here.
 */
public enum WasteCause {
    /** A later layer has the same file again, with the same mode and owner. */
    OVERWRITTEN_SAME("overwrittenSame", "overwritten, same content"),
    /** A later layer has another file at the path. */
    OVERWRITTEN_CHANGED("overwrittenChanged", "overwritten, changed content"),
    /** A later layer has the same content with another mode, owner or attribute: chmod, chown. */
    METADATA_ONLY("metadataOnly", "only mode or owner changed"),
    /** A later layer deletes it. */
    DELETED("deleted", "deleted later"),
    /** What package managers and version control leave behind: caches, lists, bytecode. */
    LEFTOVER("leftover", "left over"),
    /** Static libraries and debug symbols, which no running program reads. */
    DEBUG("debug", "static library or debug symbols"),
    /** Compilers, headers, build tools. */
    TOOLCHAIN("toolchain", "build toolchain"),
    /** The same content at several paths, in different layers: every copy but that of the lowest layer. */
    DUPLICATE("duplicate", "same content as another path");

    private final String id;
    private final String title;

    WasteCause(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** As budgets and JSON name it. */
    public String id() {
        return id;
    }

    public String title() {
        return title;
    }

    public static Optional<WasteCause> of(String id) {
        return Arrays.stream(values()).filter(cause -> cause.id.equals(id)).findFirst();
    }
}
