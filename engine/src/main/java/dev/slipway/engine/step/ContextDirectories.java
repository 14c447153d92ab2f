package dev.slipway.engine.step;

import dev.slipway.plan.graph.Op;
import java.nio.file.Path;

/** Gives a build context as a directory of this machine: the local one itself, or what was fetched and unpacked. */
@FunctionalInterface
public interface ContextDirectories {
    /**
     * The context's root, an existing directory. The same directory for equal ops during one build; fetched at most
     * once. Never written to. Exclusions are not applied. Safe for many threads.
     */
    Path directory(Op.Context op, StepContext context) throws InterruptedException;
}
