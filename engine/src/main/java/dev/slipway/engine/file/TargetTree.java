package dev.slipway.engine.file;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.PathResolver;
import dev.slipway.engine.tree.PathResolver.Resolution;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The root file system as a step changes it: the layers below, and the layer that is being written over them. Brings up
 * directories of lower layers with all their metadata when something is written into them, as the kernel's overlay does
 * (but for their times, which stay as they were).
 */
final class TargetTree implements FileTree {
    /** The first day that every archive format can tell, in every time zone: 1980-01-02T00:00:00Z. */
    private static final long EARLIEST_SECONDS = 315_619_200;

    private final FileTree lower;
    private final DraftDirectory draft;
    /** Directories of the draft that hide what lower layers have in them. */
    private final Set<ImagePath> opaque = new HashSet<>();

    TargetTree(FileTree lower, DraftDirectory draft) throws LinuxException {
        this.lower = lower;
        this.draft = draft;
        draft.changeDirectory(
                ImagePath.ROOT, lower.find(ImagePath.ROOT).orElseThrow().entry().metadata());
    }

    DraftDirectory draft() {
        return draft;
    }

    @Override
    public Optional<TreeNode> find(ImagePath path) {
        if (path.isRoot()) {
            return lower.find(path);
        }
        try {
            ImagePath made = path.parent();
            ImagePath below = path;
            while (!draft.hasDirectory(made)) {
                below = made;
                made = made.parent();
            }
            Optional<TreeNode> written = draft.find(below);
            if (written.isPresent()) {
                // further down it is something else than a directory, or it would have been found as one
                return below.equals(path) ? written : Optional.empty();
            }
            return hidden(made) ? Optional.empty() : lower.find(path);
        } catch (LinuxException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not needed to resolve paths, which is all that is asked of a target. */
    @Override
    public List<TreeNode> children(ImagePath directory) {
        throw new IllegalStateException("the target of a copy is not listed");
    }

    private boolean hidden(ImagePath directory) {
        return !opaque.isEmpty() && opaque.stream().anyMatch(directory::isWithin);
    }

    /** Where a path of the user leads; a part that is not there yet is taken as it is. */
    ImagePath resolve(ImagePath path) {
        return switch (new PathResolver(this).follow(path)) {
            case Resolution.Found found -> found.path();
            case Resolution.Missing missing -> missing.path();
            case Resolution.Blocked(ImagePath at, PathResolver.Reason reason) ->
                throw badDestination(
                        path,
                        switch (reason) {
                            case NOT_A_DIRECTORY -> "\"" + at + "\" is not a directory";
                            case TOO_MANY_LINKS -> "its symbolic links do not end";
                        });
        };
    }

    /** Makes a directory and its missing parents; those that are there stay as they are. The path has no links. */
    void makeAll(ImagePath path, int mode, Ids owner) throws LinuxException {
        Optional<TreeNode> there = find(path);
        if (there.isPresent()) {
            if (!there.get().isDirectory()) {
                throw badDestination(path, "it is there and is not a directory");
            }
            return;
        }
        makeAll(path.parent(), mode, owner);
        EntryMetadata parent = directoryMetadata(path.parent());
        EntryMetadata metadata =
                EntryMetadata.of(mode, owner.uid(), owner.gid(), Math.max(EARLIEST_SECONDS, parent.modifiedSeconds()));
        makeDirectory(path, metadata);
    }

    /** Makes a directory in a directory that is there; the name is free, or free of directories. */
    void makeDirectory(ImagePath path, EntryMetadata metadata) throws LinuxException {
        bringUp(path.parent());
        boolean hides = !hidden(path.parent())
                && lower.find(path).map(TreeNode::isDirectory).orElse(false);
        draft.makeDirectory(path, metadata);
        if (hides) {
            draft.makeOpaque(path);
            opaque.add(path);
        }
    }

    /** Changes a directory that is there. */
    void changeDirectory(ImagePath path, EntryMetadata metadata) throws LinuxException {
        bringUp(path);
        draft.changeDirectory(path, metadata);
    }

    /** Metadata of a directory that is there. */
    EntryMetadata directoryMetadata(ImagePath path) {
        return draft.hasDirectory(path)
                ? draft.metadata(path)
                : find(path).orElseThrow().entry().metadata();
    }

    /**
     * What a copied directory will look like at a path, beside what is there.
     *
     * @param mode of the source
     * @param placed the source's metadata as the copy wants it
     * @param implied as in {@link EntryCopy#copy}
     */
    EntryMetadata merged(ImagePath path, int mode, EntryMetadata placed, boolean implied) {
        Optional<TreeNode> there = find(path);
        if (there.isEmpty()) {
            return placed;
        }
        if (!there.get().isDirectory()) {
            throw badDestination(path, "a directory cannot replace a file");
        }
        EntryMetadata now = directoryMetadata(path);
        return implied ? now.withMode(mode) : Xattributes.added(now, placed);
    }

    /** Throws when a file cannot be made at a path. */
    void requireNoDirectory(ImagePath path) {
        find(path).ifPresent(there -> requireNoDirectory(path, there));
    }

    private static void requireNoDirectory(ImagePath path, TreeNode there) {
        if (there.isDirectory()) {
            throw badDestination(path, "a file cannot replace a directory");
        }
    }

    /** Makes sure that a directory that is there is in the draft. */
    void bringUp(ImagePath directory) throws LinuxException {
        if (draft.hasDirectory(directory)) {
            return;
        }
        bringUp(directory.parent());
        TreeNode node = lower.find(directory).orElseThrow();
        draft.makeDirectory(directory, node.entry().metadata());
    }

    /** Makes sure that something that is there and is no directory is in the draft, the file itself and not a copy. */
    void bringUpFile(ImagePath path, TreeNode node, FileCopies copies) throws IOException, InterruptedException {
        bringUp(path.parent());
        if (draft.find(path).isPresent()) {
            return;
        }
        if (node.entry() instanceof LayerEntry.RegularFile) {
            copies.copy(node, path, node.entry().metadata(), draft);
        } else {
            draft.writeSpecial(path, node.entry(), node.entry().metadata());
        }
    }

    /** Makes sure that a file can be made at a path: what was there is replaced, but not a directory. */
    void makeFree(ImagePath path) throws LinuxException {
        Optional<TreeNode> there = find(path);
        if (there.isPresent()) {
            requireNoDirectory(path, there.get());
            clear(path);
        }
        bringUp(path.parent());
    }

    /** Takes away what was written at a path before; what is in lower layers there has to be covered by the caller. */
    void clear(ImagePath path) throws LinuxException {
        if (draft.hasDirectory(path.parent()) && draft.find(path).isPresent()) {
            draft.remove(path);
            opaque.removeIf(hiding -> hiding.isWithin(path));
        }
    }

    static StepException badDestination(ImagePath path, String why) {
        return new StepException(
                StepException.Code.BAD_DESTINATION,
                "cannot write to \"" + path + "\": " + why + " (expected: a path that can be made)",
                StepException.Facts.hint("choose another destination, or remove what is there in a RUN before"));
    }
}
