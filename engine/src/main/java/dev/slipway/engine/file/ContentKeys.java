package dev.slipway.engine.file;

import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.Memos;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.tree.ContentDigests;
import dev.slipway.engine.tree.Contributions;
import dev.slipway.engine.tree.Listing;
import dev.slipway.engine.tree.MergedTree;
import dev.slipway.engine.tree.Selection;
import dev.slipway.engine.tree.SelectionDigest;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.CanonicalForm;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.OpEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The digest of what a copy takes. That of a snapshot is remembered under the snapshot's digest and the copy's sources,
 * so that a cached build opens no layer (K3).
 */
final class ContentKeys {
    private static final String SELECTION = "selection";
    private static final String CONTRIBUTIONS = "contributions";

    private final Memos memos;
    private final SourceTrees trees;
    private final ContentDigests contents;
    private final Map<Digest, Digest> promised = new ConcurrentHashMap<>();

    ContentKeys(Memos memos, SourceTrees trees, ContentDigests contents) {
        this.memos = memos;
        this.trees = trees;
        this.contents = contents;
    }

    CacheKey.KeyPart part(FileAction.Copy copy, StepInput input, StepContext context) throws InterruptedException {
        Digest digest = switch (input) {
            case StepInput.Layers ignored -> remembered(copy, input, context);
            case StepInput.Context ignored -> read(copy, input, context);
        };
        promised.put(question(copy, input), digest);
        return new CacheKey.KeyPart(CacheKey.Kind.CONTENT, label(copy), digest);
    }

    /** Number of the input and the sources, as a key part is labelled. */
    static String label(FileAction.Copy copy) {
        return copy.input() + " "
                + String.join(
                        " ",
                        copy.sources().stream().map(FileAction.Source::text).toList());
    }

    /** What each layer of the input contributes; remembered as the selection is. */
    Contributions contributions(FileAction.Copy copy, StepInput.Layers input, StepContext context)
            throws InterruptedException {
        Digest key = question(copy, input);
        Optional<Contributions> known = memos.find(CONTRIBUTIONS, key).flatMap(Contributions::read);
        if (known.isPresent()) {
            return known.get();
        }
        MergedTree tree = trees.merged(input.snapshot(), context);
        Contributions found = Contributions.of(tree, Selection.of(tree, copy, SourceTrees.name(input)));
        memos.put(CONTRIBUTIONS, key, found.bytes());
        return found;
    }

    /** What a copy took when its key was made in this build. */
    Optional<Digest> promised(FileAction.Copy copy, StepInput input) {
        return Optional.ofNullable(promised.get(question(copy, input)));
    }

    private Digest remembered(FileAction.Copy copy, StepInput input, StepContext context) throws InterruptedException {
        Digest key = question(copy, input);
        Optional<byte[]> known = memos.find(SELECTION, key);
        if (known.isPresent()) {
            return Digest.parse(new String(known.get(), StandardCharsets.US_ASCII));
        }
        Digest digest = read(copy, input, context);
        memos.put(SELECTION, key, digest.toString().getBytes(StandardCharsets.US_ASCII));
        return digest;
    }

    private Digest read(FileAction.Copy copy, StepInput input, StepContext context) throws InterruptedException {
        Selection selection = Selection.of(trees.open(input, context), copy, SourceTrees.name(input));
        SelectionDigest digest = SelectionDigest.of(selection, contents);
        if (memos.find(Listing.KIND, digest.digest()).isEmpty()) {
            memos.put(Listing.KIND, digest.digest(), digest.listing());
        }
        return digest.digest();
    }

    /**
     * Version 1: {@link CanonicalForm} {@code ("selection-of", 1)} of the snapshot's output digest, or the context's
     * form, {@code --parents}, what {@code --exclude} leaves out, and for each source its text, whether it and its base are wildcards.
     */
    private static Digest question(FileAction.Copy copy, StepInput input) {
        Digest from = switch (input) {
            case StepInput.Layers(Snapshot snapshot) -> snapshot.outputDigest();
            case StepInput.Context(Op.Context op) -> OpEncoding.form(op);
        };
        CanonicalForm form = new CanonicalForm("selection-of", 1)
                .text(from.toString())
                .flag(copy.rules().parents())
                .text(copy.rules().exclude().canonical())
                .number(copy.sources().size());
        for (FileAction.Source source : copy.sources()) {
            form.text(source.text())
                    .flag(source.wildcard().isPresent())
                    .flag(source.base().flatMap(FileAction.Base::wildcard).isPresent());
        }
        return form.digest();
    }
}
