package dev.slipway.engine.file;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.plan.graph.FileAction;
import java.util.Optional;

/** Finds and makes the place that a source goes to (Dockerfile reference, COPY, Destination; BuildKit for the rest). */
final class CopyTarget {
    private final TargetTree tree;
    private final FileAction.Destination destination;
    private final Placed placed;
    private final boolean several;

    /** @param several whether this is one of several places: a file may then not be given the destination's name */
    CopyTarget(TargetTree tree, FileAction.Destination destination, Placed placed, boolean several) {
        this.tree = tree;
        this.destination = destination;
        this.placed = placed;
        this.several = several;
    }

    /**
     * Where a source goes. A file goes into a destination that is a directory, under the name it was called by. What is
     * in a directory goes into the destination; a new one is mode 0755 whatever the source has, one that is there stays
     * as it is; both take the source's time.
     *
     * @param name of the source as the user called it
     */
    ImagePath place(String name, TreeNode source) throws LinuxException {
        make(tree.resolve(
                destination.directory()
                        ? destination.path()
                        : destination.path().parent()));
        ImagePath target = tree.resolve(destination.path());
        Optional<TreeNode> there = tree.find(target);
        boolean directory = there.map(TreeNode::isDirectory).orElse(false);
        if (!source.isDirectory()) {
            if (several && !directory) {
                throw needsDirectory();
            }
            target = directory ? target.resolve(name) : target;
            make(target.parent());
            return target;
        }
        if (there.isPresent() && !directory) {
            throw TargetTree.badDestination(target, "a directory cannot replace a file");
        }
        make(target);
        EntryMetadata now = tree.directoryMetadata(target);
        EntryMetadata from = source.entry().metadata();
        tree.changeDirectory(target, now.withModified(from.modifiedSeconds(), from.modifiedNanos()));
        return target;
    }

    private StepException needsDirectory() {
        String path = destination.path().value();
        return new StepException(
                StepException.Code.BAD_DESTINATION,
                "cannot copy to \"" + path
                        + "\": it is not a directory (expected: a path ending in /, because several files are copied)",
                StepException.Facts.hint("write \"" + path + "/\", or copy one file"));
    }

    private void make(ImagePath directory) throws LinuxException {
        tree.makeAll(directory, placed.parentMode(), placed.parentOwner());
    }
}
