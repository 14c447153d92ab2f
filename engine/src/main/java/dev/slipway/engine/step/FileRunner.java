package dev.slipway.engine.step;

import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Op;
import java.util.List;

/** Runs one {@code FileOp}. */
public interface FileRunner {
    /**
     * The content parts of the step's key: for each copy the digest of exactly the selected entries (K1). A missing
     * source throws {@link StepException}. For inputs that are layers the digest is remembered, so that a cached build
     * opens none (K3). The listing behind a part is kept under its digest, so that a later miss can name the file.
     */
    List<CacheKey.KeyPart> keyParts(Op.FileOp op, List<StepInput> inputs, StepContext context)
            throws InterruptedException;

    /**
     * Makes the layers, bottom first; none when nothing changed.
     *
     * @param inputs all inputs of the vertex, the root file system first
     */
    List<StoredLayer> run(Op.FileOp op, Snapshot root, List<StepInput> inputs, StepContext context)
            throws InterruptedException;
}
