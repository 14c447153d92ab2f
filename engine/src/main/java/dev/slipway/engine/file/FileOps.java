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
import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.HashedContents;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.progress.BuildEvent;
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
    private final SourceTrees trees;
    private final ContextMemory memory;
    private final ContentKeys keys;
    private final ActionRun.Reading reading;

    public FileOps(Store store, Materialiser materialiser, ContextDirectories directories) {
        this.store = store;
        // A build's clock may be any; file systems go by the machine's.
        this.memory = new ContextMemory(store.memos(), Clock.systemUTC());
        this.trees = new SourceTrees(store.layers(), materialiser, directories, memory);
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
                parts.add(keys.part(copy, inputs.get(copy.input()), context));
            }
        }
        return parts;
    }

    @Override
    public List<StoredLayer> run(Op.FileOp op, Snapshot root, List<StepInput> inputs, StepContext context)
            throws InterruptedException {
        FileTree lower = trees.open(root, context);
        try (LayerPlan plan = new LayerPlan(store, lower)) {
            ActionRun run = new ActionRun(plan, new Owners(lower), reading, context);
            run.run(op, inputs);
            warn(plan.refusedXattrs(), context);
            return plan.commit();
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
