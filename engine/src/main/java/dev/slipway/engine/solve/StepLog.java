package dev.slipway.engine.solve;

import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.record.CacheOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes what became of each vertex; called by one thread at a time. */
@FunctionalInterface
public interface StepLog {
    StepLog NONE = ended -> {};

    void ended(Ended vertex);

    /**
     * @param key empty when the vertex has none, or ended before it was known
     * @param result empty when the vertex failed or was cancelled
     * @param cost of getting the result this time, waiting for a place to run not included
     */
    record Ended(Vertex vertex, Optional<CacheKey> key, Optional<Solved> result, CacheOutcome outcome, Effort cost) {}

    /**
     * @param cpu zero where not measured
     * @param layerBytes sizes of the added layers' files, as far as they are on this machine
     * @param newBytes sizes of those of them that nobody had made before
     */
    record Effort(Instant started, Duration duration, Duration cpu, List<Long> layerBytes, long newBytes) {
        public Effort {
            layerBytes = List.copyOf(layerBytes);
        }
    }
}
