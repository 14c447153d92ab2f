package dev.slipway.engine.step;

import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoredLayer;
import java.util.List;

/** Brings layers to this machine when a step really needs their files (K3). */
@FunctionalInterface
public interface Materialiser {
    /**
     * All layers of the snapshot as directories, bottom first; missing ones of base images are fetched, verified and
     * unpacked, several at once. Safe for many threads.
     */
    List<StoredLayer> materialise(Snapshot snapshot, StepContext context) throws InterruptedException;
}
