package dev.slipway.advise.explain;

/**
 * A path of the context that changed.
 *
 * @param path relative, {@code a/b}
 * @param directory a directory that came or went; false for a file of which anything changed
 */
public record ChangedPath(String path, boolean directory) {
    /** A file. */
    public ChangedPath(String path) {
        this(path, false);
    }
}
