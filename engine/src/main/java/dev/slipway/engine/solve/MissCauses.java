package dev.slipway.engine.solve;

import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.record.CacheOutcome;

/** Tells why a step has no recorded result. Called from many threads, and only when a step is about to run. */
@FunctionalInterface
public interface MissCauses {
    MissCauses UNKNOWN = (vertex, key) -> new CacheOutcome.MissCause.FirstRun();

    CacheOutcome.MissCause explain(Vertex vertex, CacheKey key);
}
