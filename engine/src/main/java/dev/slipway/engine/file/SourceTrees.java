package dev.slipway.engine.file;

import dev.slipway.engine.step.ContextDirectories;
import dev.slipway.engine.step.Materialiser;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.LayerStore;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.ContextMemory;
import dev.slipway.engine.tree.ContextTree;
import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.MergedTree;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.OpEncoding;
import dev.slipway.plan.request.ContextSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens what a step reads from. Context trees are kept, so that their directories are judged once a build. */
final class SourceTrees {
    private final LayerStore layers;
    private final Materialiser materialiser;
    private final ContextDirectories directories;
    private final ContextMemory memory;
    private final Map<dev.slipway.image.Digest, ContextTree> contexts = new ConcurrentHashMap<>();

    SourceTrees(LayerStore layers, Materialiser materialiser, ContextDirectories directories, ContextMemory memory) {
        this.layers = layers;
        this.materialiser = materialiser;
        this.directories = directories;
        this.memory = memory;
    }

    FileTree open(StepInput input, StepContext context) throws InterruptedException {
        return switch (input) {
            case StepInput.Layers(Snapshot snapshot) -> merged(snapshot, context);
            case StepInput.Context(Op.Context op) -> open(op, context);
        };
    }

    /** A stack of layers as one tree; brings missing ones to this machine. */
    MergedTree merged(Snapshot snapshot, StepContext context) throws InterruptedException {
        return MergedTree.of(materialised(snapshot, context), layers);
    }

    /** The layers themselves, bottom first. */
    List<StoredLayer> materialised(Snapshot snapshot, StepContext context) throws InterruptedException {
        return snapshot.layers().isEmpty() ? List.of() : materialiser.materialise(snapshot, context);
    }

    private FileTree open(Op.Context op, StepContext context) throws InterruptedException {
        ContextTree known = contexts.get(OpEncoding.form(op));
        if (known == null) {
            Path root = directories.directory(op, context);
            if (op.spec() instanceof ContextSpec.Directory) {
                memory.open(root);
            }
            known = new ContextTree(root, op.exclusions(), memory);
            contexts.put(OpEncoding.form(op), known);
        }
        return known;
    }

    /** For messages. */
    static String name(StepInput input) {
        return switch (input) {
            case StepInput.Layers ignored -> "the stage or image it is copied from";
            case StepInput.Context(Op.Context op) ->
                op.name().equals("context") ? "the build context" : "the context \"" + op.name() + "\"";
        };
    }
}
