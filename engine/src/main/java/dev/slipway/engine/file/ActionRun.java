package dev.slipway.engine.file;

import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.tree.ContentDigests;
import dev.slipway.engine.tree.HashedContents;
import dev.slipway.engine.tree.Selection;
import dev.slipway.engine.tree.SelectionDigest;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.plan.graph.FileAction;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.util.List;
import java.util.Optional;

/** Runs actions of a step, in order, into one layer. */
final class ActionRun {
    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;

    private final TargetTree target;
    private final Owners owners;
    private final SourceTrees trees;
    private final ContentKeys keys;
    private final ContentDigests contents;
    private final FileCopies copies;
    private final StepContext context;
    private final SourceCounts sources;

    ActionRun(TargetTree target, Owners owners, Reading reading, SourceCounts sources, StepContext context) {
        this.target = target;
        this.owners = owners;
        this.trees = reading.trees();
        this.keys = reading.keys();
        this.contents = reading.contents();
        this.copies = new FileCopies(contents);
        this.sources = sources;
        this.context = context;
    }

    /** What all steps of a build read through. */
    record Reading(SourceTrees trees, ContentKeys keys, ContentDigests contents) {}

    void run(List<FileAction> actions, List<StepInput> inputs) throws IOException, InterruptedException {
        for (FileAction action : actions) {
            run(action, inputs);
        }
    }

    /** Where a source of the step goes. */
    private CopyTarget target(FileAction.Destination destination, Placed placed, int matches) {
        return new CopyTarget(target, destination, placed, sources.several(destination, matches));
    }

    private void run(FileAction action, List<StepInput> inputs) throws IOException, InterruptedException {
        switch (action) {
            case FileAction.MakeDirectory make -> makeDirectory(make);
            case FileAction.WriteFile write -> writeFile(write);
            case FileAction.Copy copy -> copy(copy, inputs.get(copy.input()));
        }
    }

    private void makeDirectory(FileAction.MakeDirectory make) throws IOException {
        Ids owner = make.owner().isPresent() ? owners.findOrRoot(make.owner().get()) : Ids.ROOT;
        target.makeAll(target.resolve(make.path()), DIRECTORY_MODE, owner);
    }

    /** The only time that comes from the clock: content that is new must look new to make and to Python. */
    private void writeFile(FileAction.WriteFile write) throws IOException, InterruptedException {
        byte[] bytes = write.content().bytes();
        Digest digest = Digest.of(bytes);
        ImagePath name = ImagePath.of(write.name());
        EntryMetadata metadata =
                EntryMetadata.of(FILE_MODE, 0, 0, context.clock().instant().getEpochSecond());
        TreeNode source = new TreeNode(
                new LayerEntry.RegularFile(name, metadata, bytes.length), Optional.of(digest), Optional.empty(), "");
        Placed placed = new Placed(write.placement(), owners);
        ImagePath path = target(write.destination(), placed, 1).place(name.name(), source);
        target.makeFree(path);
        target.draft().writeFile(path, placed.metadata(source.entry()), to -> {
            to.write(bytes, 0, bytes.length);
            return digest;
        });
    }

    private void copy(FileAction.Copy copy, StepInput input) throws IOException, InterruptedException {
        Placed placed = new Placed(copy.rules().placement(), owners);
        Selection selection = Selection.of(trees.open(input, context), copy, SourceTrees.name(input));
        CopyTarget targets = target(copy.destination(), placed, selection.tops().size());
        SelectionDigest.Builder taken = new SelectionDigest.Builder();
        for (Selection.Top top : selection.tops()) {
            taken.top(top);
            if (isArchive(copy, top.node())) {
                unpack(copy, top, placed);
                taken.entry(top, "", top.node(), false, content(top.node()));
                continue;
            }
            ImagePath path = targets.place(top.named().name(), top.node());
            EntryCopy entries = new EntryCopy(target, placed, copies);
            selection.walk(top, (of, below, node, implied) -> {
                try {
                    entries.copy(node, path.resolve(below), implied);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                taken.entry(of, below, node, implied, content(node));
            });
        }
        requirePromised(copy, input, taken.finish());
    }

    /** A context may change while a build runs; what was copied has to be what the step's key says. */
    private void requirePromised(FileAction.Copy copy, StepInput input, SelectionDigest taken) {
        Optional<Digest> promised = keys.promised(copy, input);
        if (promised.isPresent() && !promised.get().equals(taken.digest())) {
            throw FileCopies.changed(String.join(
                    " ", copy.sources().stream().map(FileAction.Source::text).toList()));
        }
    }

    private Digest content(TreeNode node) throws InterruptedException {
        return node.entry() instanceof LayerEntry.RegularFile ? contents.of(node) : SelectionDigest.NOTHING;
    }

    private static boolean isArchive(FileAction.Copy copy, TreeNode node) {
        return copy.unpack() != FileAction.Unpack.NEVER
                && node.entry() instanceof LayerEntry.RegularFile file
                && file.sizeBytes() > 0
                && Archives.isArchive(opener(node));
    }

    private void unpack(FileAction.Copy copy, Selection.Top top, Placed placed)
            throws IOException, InterruptedException {
        String subject = top.named().relative();
        Unpacker unpacker = new Unpacker(target, copy.destination().path(), placed.owner(), copies, subject);
        Digest expected = contents.of(top.node());
        try (DigestInputStream in = new DigestInputStream(opener(top.node()).open(), Digest.sha256())) {
            unpacker.unpack(() -> new FilterInputStream(in) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    return in.read(bytes, offset, length);
                }

                @Override
                public void close() {
                    // what follows the archive's end is still to be hashed
                }
            });
            in.transferTo(OutputStream.nullOutputStream());
            if (!Digest.finish(in.getMessageDigest().digest()).equals(expected)) {
                throw FileCopies.changed(subject);
            }
        }
    }

    private static Archives.Opener opener(TreeNode file) {
        return () -> HashedContents.open(file.location().orElseThrow());
    }
}
