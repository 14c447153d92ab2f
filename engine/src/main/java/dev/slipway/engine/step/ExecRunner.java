package dev.slipway.engine.step;

import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.ExecSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs one {@code Exec}. */
public interface ExecRunner {
    /**
     * What the step's mounts add to its key: the content of bind mounts and cache seeds, by selection. Input 0, the
     * root file system, is the caller's.
     */
    List<CacheKey.KeyPart> keyParts(ExecSpec spec, List<StepInput> inputs, StepContext context)
            throws InterruptedException;

    /**
     * Runs the process over {@code root}. Output goes to the context's listener as it comes. A non-zero exit throws
     * {@link StepException}; an interrupt kills the whole process tree first. Nothing is left mounted or running.
     *
     * @param inputs all inputs of the vertex, the root file system first
     */
    Outcome run(ExecSpec spec, Snapshot root, List<StepInput> inputs, StepContext context) throws InterruptedException;

    /**
     * @param layer what the step changed; empty when nothing
     * @param cpu user and system time of its processes; zero where not measured
     */
    record Outcome(Optional<StoredLayer> layer, Duration cpu) {}
}
