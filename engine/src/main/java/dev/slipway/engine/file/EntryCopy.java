package dev.slipway.engine.file;

import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts the entries of one source into the target: directories merge and take the source's metadata, anything else is
 * replaced, but never a directory by something else or the reverse. Names of one file stay one file.
 */
final class EntryCopy {
    private final TargetTree target;
    private final Placed placed;
    private final FileCopies copies;
    private final Map<String, ImagePath> firstNames = new HashMap<>();

    EntryCopy(TargetTree target, Placed placed, FileCopies copies) {
        this.target = target;
        this.placed = placed;
        this.copies = copies;
    }

    /** @param implied only a parent of something that is copied: made when missing, else only its mode is set */
    void copy(TreeNode source, ImagePath path, boolean implied) throws IOException, InterruptedException {
        EntryMetadata metadata = placed.metadata(source.entry());
        if (!source.isDirectory()) {
            target.makeFree(path);
            write(source, path, metadata, target.draft());
            return;
        }
        boolean there = target.find(path).isPresent();
        EntryMetadata merged = target.merged(path, source.entry().metadata().mode(), metadata, implied);
        if (there) {
            target.changeDirectory(path, merged);
        } else {
            target.makeDirectory(path, merged);
        }
    }

    private void write(TreeNode source, ImagePath path, EntryMetadata metadata, DraftDirectory draft)
            throws IOException, InterruptedException {
        if (!(source.entry() instanceof LayerEntry.RegularFile)) {
            special(source, path, metadata, draft);
            return;
        }
        ImagePath first = source.linkIdentity().isEmpty() ? null : firstNames.putIfAbsent(source.linkIdentity(), path);
        if (first == null) {
            copies.copy(source, path, metadata, draft);
        } else {
            draft.hardLink(first, path);
        }
    }

    static void special(TreeNode source, ImagePath path, EntryMetadata metadata, DraftDirectory draft)
            throws IOException {
        LayerEntry.Inode entry = source.entry();
        if (entry instanceof LayerEntry.Device device
                && !device.block()
                && device.major() == 0
                && device.minor() == 0) {
            throw unsupported(path, "a character device 0/0 means a deleted file in a layer");
        }
        try {
            draft.writeSpecial(path, entry, metadata);
        } catch (LinuxException e) {
            if (entry instanceof LayerEntry.Device && e.is(Errno.EPERM)) {
                throw unsupported(path, "only root may make device nodes");
            }
            throw e;
        }
    }

    private static StepException unsupported(ImagePath path, String why) {
        return new StepException(
                StepException.Code.UNSUPPORTED,
                "cannot make device node \"" + path + "\": " + why + " (expected: another kind of file)",
                StepException.Facts.hint("leave it out with --exclude or the ignore file"));
    }
}
