package dev.slipway.engine.store;

import dev.slipway.plan.graph.ExecSpec;
import java.nio.file.Path;

/** Directories that outlive builds ({@code RUN --mount=type=cache}). */
public interface CacheMounts {
    /**
     * Lends the directory of {@code id}. SHARED lends the same one to all at once; LOCKED waits until it is free;
     * PRIVATE gives the next free one of that id, or makes a new one.
     *
     * @param first fills a directory that is new; runs before anyone else sees it
     */
    Lease lease(String id, ExecSpec.Sharing sharing, Initializer first) throws InterruptedException;

    /** Held until closed; dies with the process. */
    interface Lease extends AutoCloseable {
        Path directory();

        @Override
        void close();
    }

    /** Fills a new cache directory. */
    @FunctionalInterface
    interface Initializer {
        void fill(Path directory) throws java.io.IOException;
    }
}
