package dev.slipway.engine.solve;

import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.record.CacheOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One evaluation of a vertex while it goes on: what its thread finds out and the coordinator reports when it has ended.
 */
final class Attempt {
    private final Vertex vertex;
    private final String name;
    private final boolean ignoreCache;
    private final StepContext context;
    private Instant started;
    private boolean announced;
    private Optional<CacheKey> key = Optional.empty();
    private CacheOutcome outcome = new CacheOutcome.NotCached();
    private Duration cpu = Duration.ZERO;
    private List<Long> layerBytes = List.of();
    private long newBytes;

    Attempt(Vertex vertex, String name, boolean ignoreCache, StepContext context) {
        this.vertex = vertex;
        this.name = name;
        this.ignoreCache = ignoreCache;
        this.context = context;
        this.started = context.clock().instant();
    }

    Vertex vertex() {
        return vertex;
    }

    boolean ignoreCache() {
        return ignoreCache;
    }

    StepContext context() {
        return context;
    }

    /** Tells the listener, once, that work has begun. */
    void announce() {
        if (!announced) {
            announced = true;
            context.listener().on(new BuildEvent.VertexStarted(context.clock().instant(), vertex.digest(), name));
        }
    }

    /** Waiting is over: the time counts from here. */
    void restart() {
        started = context.clock().instant();
    }

    void keyed(CacheKey found) {
        key = Optional.of(found);
    }

    void outcome(CacheOutcome found) {
        outcome = found;
    }

    CacheOutcome outcome() {
        return outcome;
    }

    void found(List<StoredLayer> layers) {
        layerBytes = layers.stream().map(StoredLayer::contentBytes).toList();
    }

    /** @param isNew whether a layer was not stored before */
    void made(List<StoredLayer> layers, Predicate<StoredLayer> isNew, Duration cpuTime) {
        found(layers);
        newBytes = layers.stream()
                .filter(isNew)
                .mapToLong(StoredLayer::contentBytes)
                .sum();
        cpu = cpuTime;
    }

    StepLog.Ended end(Optional<Solved> result) {
        Duration took = Duration.between(started, context.clock().instant());
        return new StepLog.Ended(
                vertex, key, result, outcome, new StepLog.Effort(started, took, cpu, layerBytes, newBytes));
    }
}
