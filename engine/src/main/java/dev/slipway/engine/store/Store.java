package dev.slipway.engine.store;

import java.nio.file.Path;

/**
 * The store of one machine and user: a directory that any number of processes share.
 *
 * <p>Opening makes what is missing and sweeps what dead processes left; it reads nothing that grows with the store.
 */
public interface Store extends AutoCloseable {
    Path root();

    /** How layer directories mark opaque directories; overlays are mounted to match. */
    default OverlayFlavor overlay() {
        return OverlayFlavor.TRUSTED;
    }

    ContentStore content();

    LayerStore layers();

    ActionRecords actions();

    Memos memos();

    ImageNames images();

    CacheMounts cacheMounts();

    /** A private directory on the store's file system, removed when closed or, after a crash, by the next sweep. */
    TemporaryDirectory temporaryDirectory();

    /** Directory of build records; one JSON file a build, written atomically. */
    Path buildRecords();

    /** Lets go of this process's marks. */
    @Override
    void close();

    /** See {@link #temporaryDirectory}. */
    interface TemporaryDirectory extends AutoCloseable {
        Path path();

        @Override
        void close();
    }
}
