package dev.slipway.engine.file;

import dev.slipway.engine.step.ContextDirectories;
import dev.slipway.engine.step.FileRunner;
import dev.slipway.engine.step.Materialiser;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoreException;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.ContentDigests;
import dev.slipway.engine.tree.ContextMemory;
import dev.slipway.engine.tree.Contributions;
import dev.slipway.engine.tree.HashedContents;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.request.LayerRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * COPY, ADD and WORKDIR without a mount: reads layers' indexes and context directories, writes one layer directory.
 *
 * <p>One object serves one build: what it read of a context is remembered and taken to stay as it is. Safe for many
 * threads. Behaves as BuildKit does (docs of the Dockerfile frontend, COPY, ADD, WORKDIR; where they are silent its
 * file op), except that {@code --chown} to an unknown name fails as documented.
 */
public final class FileOps implements FileRunner, AutoCloseable {
    private final Store store;
    private final LayerRules rules;
    private final ContextMemory memory;
    private final ContentKeys keys;
    private final ActionRun.Reading reading;

    public FileOps(Store store, Materialiser materialiser, ContextDirectories directories, LayerRules rules) {
        this.store = store;
        this.rules = rules;
        // A build's clock may be any; file systems go by the machine's.
        this.memory = new ContextMemory(store.memos(), Clock.systemUTC());
        SourceTrees trees = new SourceTrees(store.layers(), materialiser, directories, memory);
        ContentDigests contents = new HashedContents(memory);
        this.keys = new ContentKeys(store.memos(), trees, contents);
        this.reading = new ActionRun.Reading(trees, keys, contents);
    }

    @Override
    public List<CacheKey.KeyPart> keyParts(Op.FileOp op, List<StepInput> inputs, StepContext context)
            throws InterruptedException {
        List<CacheKey.KeyPart> parts = new ArrayList<>();
        for (FileAction action : op.actions()) {
            if (action instanceof FileAction.Copy copy) {
                StepInput input = inputs.get(copy.input());
                parts.add(keys.part(copy, input, context));
                if (LayeredInputs.keepsApart(copy, inputs, rules)) {
                    Contributions contributions = keys.contributions(copy, (StepInput.Layers) input, context);
                    if (contributions.fromSeveralLayers()) {
                        parts.add(LayeredInputs.part(copy, contributions, rules));
                    }
                }
            }
        }
        return parts;
    }

    @Override
    public List<StoredLayer> run(Op.FileOp op, Snapshot root, List<StepInput> inputs, StepContext context)
            throws InterruptedException {
        FileStep step = new FileStep(store, rules, reading, inputs, context);
        try {
            List<StoredLayer> layers = step.run(op, root);
            warn(step.refusedXattrs(), context);
            return layers;
        } catch (IOException e) {
            throw StoreException.io("write a layer", e);
        } catch (UncheckedIOException e) {
            throw StoreException.io("write a layer", e.getCause());
        }
    }

    /** Keeps what was read of contexts for the next build. */
    @Override
    public void close() {
        memory.save();
    }

    private static void warn(SortedSet<String> refused, StepContext context) {
        if (!refused.isEmpty()) {
            context.listener()
                    .on(new BuildEvent.VertexWarning(
                            context.clock().instant(),
                            context.vertex(),
                            "left out extended attributes that cannot be set here: " + String.join(", ", refused)));
        }
    }
}
