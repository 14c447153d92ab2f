package dev.slipway.engine.step;

import dev.slipway.engine.store.StoredLayer;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Op;
import java.util.List;

/** Runs {@code Git} and {@code Http} vertices. */
public interface RemoteRunner {
    /** What the location is now: the commit, the checksum or the server's validator. May use the network. */
    CacheKey.KeyPart resolve(Op op, StepContext context) throws InterruptedException;

    /** Fetches into layers, verified. */
    List<StoredLayer> run(Op op, CacheKey.KeyPart resolved, StepContext context) throws InterruptedException;
}
