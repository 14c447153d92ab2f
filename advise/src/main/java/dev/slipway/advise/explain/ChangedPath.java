package dev.slipway.advise.explain;

/**
 * A path of a context that changed.
 *
 * @param context path of a named context's directory, or {@link ContextSelection#MAIN}
 * @param path relative, {@code a/b}
 * @param directory a directory that came or went; false for a file of which anything changed
 */
public record ChangedPath(String context, String path, boolean directory) {
    /** A file of the main context. */
    public ChangedPath(String path) {
        this(path, false);
    }

    /** Of the main context. */
    public ChangedPath(String path, boolean directory) {
        this(ContextSelection.MAIN, path, directory);
    }

    /** The same path of another context. */
    public ChangedPath in(String directoryOfContext) {
        return new ChangedPath(directoryOfContext, path, directory);
    }
}
