package dev.slipway.engine;

import dev.slipway.engine.store.Store;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.request.BuildRequest;
import java.util.List;
import java.util.Optional;

/**
 * Builds images on this machine: plans, solves, exports, records. Safe for several builds at once, also from several
 * processes on one store.
 */
public final class EmbeddedBuilder implements AutoCloseable {
    private EmbeddedBuilder() {}

    /** Opens the store; throws {@code StoreException} when it cannot be used. */
    public static EmbeddedBuilder open(BuilderOptions options) {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Builds. Interrupting the calling thread cancels: running steps are killed, nothing half-written stays, and the
     * record says so.
     *
     * @throws dev.slipway.engine.solve.BuildFailedException when a step could not be done
     * @throws InterruptedException when cancelled
     */
    public BuildResult build(BuildRequest request, BuildListener listener) throws InterruptedException {
        throw new UnsupportedOperationException("being written");
    }

    public ImageStore images() {
        throw new UnsupportedOperationException("being written");
    }

    /** Newest first. */
    public List<BuildRecord> records() {
        throw new UnsupportedOperationException("being written");
    }

    /** By id or by a prefix that only one has. */
    public Optional<BuildRecord> record(String id) {
        throw new UnsupportedOperationException("being written");
    }

    public Store store() {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public void close() {}
}
