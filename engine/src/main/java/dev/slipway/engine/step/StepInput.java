package dev.slipway.engine.step;

import dev.slipway.engine.store.Snapshot;
import dev.slipway.plan.graph.Op;

/** The result of a vertex as another step reads it. */
public sealed interface StepInput {
    /** Layers, which need not be on this machine yet. */
    record Layers(Snapshot snapshot) implements StepInput {}

    /** A build context that is a directory of this machine (fetched or unpacked when it is not local). */
    record Context(Op.Context op) implements StepInput {}
}
