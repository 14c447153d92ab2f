package dev.slipway.engine.file;

import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.Contribution;
import dev.slipway.engine.tree.Contributions;
import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.MergedTree;
import dev.slipway.engine.tree.Selection;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.request.LayerRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Runs the actions of one step, in order, into its layers. Copies from several layers give layers of their own
 * ({@link LayeredCopy}); other actions that follow each other share one.
 */
final class FileStep {
    private final Store store;
    private final LayerRules rules;
    private final ActionRun.Reading reading;
    private final List<StepInput> inputs;
    private final StepContext context;
    private final SortedSet<String> refusedXattrs = new TreeSet<>();

    FileStep(Store store, LayerRules rules, ActionRun.Reading reading, List<StepInput> inputs, StepContext context) {
        this.store = store;
        this.rules = rules;
        this.reading = reading;
        this.inputs = inputs;
        this.context = context;
    }

    /** @return bottom first; none when nothing changed */
    List<StoredLayer> run(Op.FileOp op, Snapshot root) throws IOException, InterruptedException {
        List<StoredLayer> stack = new ArrayList<>(reading.trees().materialised(root, context));
        int below = stack.size();
        Owners owners = new Owners(tree(stack));
        SourceCounts sources = new SourceCounts(op);
        List<FileAction> together = new ArrayList<>();
        for (FileAction action : op.actions()) {
            if (action instanceof FileAction.Copy copy && LayeredInputs.keepsApart(copy, inputs, rules)) {
                StepInput.Layers input = (StepInput.Layers) inputs.get(copy.input());
                Contributions contributions = reading.keys().contributions(copy, input, context);
                if (contributions.fromSeveralLayers()) {
                    runTogether(together, stack, owners, sources);
                    copyApart(copy, input, contributions, stack, new CopyPlaces(owners, sources));
                    continue;
                }
            }
            together.add(action);
        }
        runTogether(together, stack, owners, sources);
        return stack.subList(below, stack.size());
    }

    private record CopyPlaces(Owners owners, SourceCounts sources) {}

    private FileTree tree(List<StoredLayer> stack) {
        return MergedTree.of(stack, store.layers());
    }

    private void runTogether(List<FileAction> actions, List<StoredLayer> stack, Owners owners, SourceCounts sources)
            throws IOException, InterruptedException {
        if (actions.isEmpty()) {
            return;
        }
        try (StepLayer layer = new StepLayer(store, tree(stack))) {
            new ActionRun(layer.target(), owners, reading, sources, context).run(actions, inputs);
            refusedXattrs.addAll(layer.refusedXattrs());
            layer.commit().ifPresent(stack::add);
        }
        actions.clear();
    }

    private void copyApart(
            FileAction.Copy copy,
            StepInput.Layers input,
            Contributions contributions,
            List<StoredLayer> stack,
            CopyPlaces places)
            throws IOException, InterruptedException {
        MergedTree source = reading.trees().merged(input.snapshot(), context);
        Selection selection = Selection.of(source, copy, SourceTrees.name(input));
        Placed placed = new Placed(copy.rules().placement(), places.owners());
        boolean several =
                places.sources().several(copy.destination(), selection.tops().size());
        List<Selection> batches = selection.batches();
        for (int i = 0; i < batches.size(); i++) {
            List<Contribution> shares = contributions.batches().get(i);
            LayerParts parts = LayerParts.of(shares, source.height(), rules.minSizeBytes(), allowed(stack.size()));
            LayeredCopy layered = new LayeredCopy(store, tree(stack), new FileCopies(reading.contents()));
            stack.addAll(layered.copy(
                    source,
                    batches.get(i),
                    parts,
                    placed,
                    target -> new CopyTarget(target, copy.destination(), placed, several)));
            refusedXattrs.addAll(layered.refusedXattrs());
        }
    }

    /** Half of what is left, since instructions that follow need layers too. */
    private int allowed(int layersBelow) {
        return Math.max(1, (rules.maxLayers() - layersBelow + 1) / 2);
    }

    /** Names of extended attributes that could not be set. */
    SortedSet<String> refusedXattrs() {
        return refusedXattrs;
    }
}
