package dev.slipway.engine.sandbox;

import dev.slipway.engine.step.FileRunner;
import dev.slipway.engine.step.Materialiser;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.LayerStore;
import dev.slipway.engine.store.Memos;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Other vertices' results as mounts show them. A path of a stage is shown where it is. A path of a build context is
 * first made a layer, as a copy of it would be: without what the ignore file excludes, owned by root, and fixed while
 * the step runs although its user may go on editing. That layer is kept and found again while its content is the same.
 */
final class BindInputs {
    private static final ImagePath PLACE = new ImagePath("/bind");
    private static final String MEMO = "bind";

    private final LayerStore layers;
    private final Memos memos;
    private final Materialiser materialiser;
    private final FileRunner files;

    BindInputs(LayerStore layers, Memos memos, Materialiser materialiser, FileRunner files) {
        this.layers = layers;
        this.memos = memos;
        this.materialiser = materialiser;
        this.files = files;
    }

    /**
     * Where the shown path is.
     *
     * @param layers bottom first
     * @param path in the merged layers; links in it not yet followed
     */
    record Located(List<Path> layers, ImagePath path) {
        Located {
            layers = List.copyOf(layers);
        }
    }

    List<CacheKey.KeyPart> keyParts(int input, ImagePath source, List<StepInput> inputs, StepContext context)
            throws InterruptedException {
        // A whole stage is known by its layers without opening one (K3).
        if (source.isRoot() && inputs.get(input) instanceof StepInput.Layers whole) {
            return List.of(new CacheKey.KeyPart(
                    CacheKey.Kind.INPUT,
                    "mount from input " + input,
                    whole.snapshot().outputDigest()));
        }
        return files.keyParts(copy(input, source), inputs, context);
    }

    Located locate(int input, ImagePath source, List<StepInput> inputs, StepContext context)
            throws InterruptedException {
        return switch (inputs.get(input)) {
            case StepInput.Layers stage -> new Located(directories(stage.snapshot(), context), source);
            case StepInput.Context ignored -> new Located(copied(input, source, inputs, context), PLACE);
        };
    }

    private List<Path> directories(Snapshot snapshot, StepContext context) throws InterruptedException {
        return materialiser.materialise(snapshot, context).stream()
                .map(StoredLayer::directory)
                .toList();
    }

    private List<Path> copied(int input, ImagePath source, List<StepInput> inputs, StepContext context)
            throws InterruptedException {
        Op.FileOp copy = copy(input, source);
        Digest key = CacheKey.of(files.keyParts(copy, inputs, context)).digest();
        Optional<List<Path>> kept = memos.find(MEMO, key).flatMap(this::stored);
        if (kept.isPresent()) {
            return kept.get();
        }
        List<StoredLayer> made = files.run(copy, Snapshot.EMPTY, inputs, context);
        String ids = String.join(
                "\n", made.stream().map(layer -> layer.id().toString()).toList());
        memos.put(MEMO, key, ids.getBytes(StandardCharsets.US_ASCII));
        return made.stream().map(StoredLayer::directory).toList();
    }

    private Optional<List<Path>> stored(byte[] memo) {
        List<Path> directories = new ArrayList<>();
        for (String id : new String(memo, StandardCharsets.US_ASCII).split("\n", -1)) {
            Optional<StoredLayer> layer = layers.find(LayerId.parse(id));
            if (layer.isEmpty()) {
                return Optional.empty();
            }
            directories.add(layer.get().directory());
        }
        return Optional.of(directories);
    }

    private static Op.FileOp copy(int input, ImagePath source) {
        FileAction.Source pattern = new FileAction.Source(source.relative(), Optional.empty(), "");
        FileAction.CopyRules rules = new FileAction.CopyRules(FileAction.Placement.DEFAULT, false, Exclusions.NONE);
        return new Op.FileOp(List.of(new FileAction.Copy(
                input, List.of(pattern), new FileAction.Destination(PLACE, false), rules, FileAction.Unpack.NEVER)));
    }
}
