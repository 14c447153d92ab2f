package dev.slipway.engine.file;

import dev.slipway.engine.linux.Copies;
import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.tree.ContentDigests;
import dev.slipway.engine.tree.HashedContents;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Brings the content of regular files into a draft with as little work as can be: a file of the store is linked when
 * its metadata is what is wanted, else its blocks are shared, else copied in the kernel; its digest is known. A file of
 * a context is hashed while it is copied.
 */
final class FileCopies {
    private static final int BUFFER = 1 << 16;

    private final ContentDigests contents;

    FileCopies(ContentDigests contents) {
        this.contents = contents;
    }

    /**
     * Throws {@link StepException} {@code BAD_CONTENT} when a file of a context is not what it was when the step's key
     * was made.
     */
    void copy(TreeNode source, ImagePath path, EntryMetadata metadata, DraftDirectory draft)
            throws IOException, InterruptedException {
        if (source.entry() instanceof LayerEntry.RegularFile file && file.sizeBytes() == 0) {
            draft.writeFile(path, metadata, to -> Digest.of(new byte[0]));
            return;
        }
        if (source.location().isEmpty()) {
            throw new IllegalStateException(source.path() + " is on no disk");
        }
        TreeNode.Location location = source.location().get();
        if (location.immutable() && source.content().isPresent()) {
            Digest known = source.content().get();
            Place stored =
                    Place.of(Place.of(location.root()).name() + location.path().value());
            boolean fits = metadata.equals(source.entry().metadata());
            if (!fits || !draft.linkFromStore(path, stored, known)) {
                draft.writeFile(path, metadata, to -> share(stored, known, to));
            }
            return;
        }
        Digest expected = contents.of(source);
        Digest copied;
        try (InputStream in = HashedContents.open(location)) {
            copied = draft.writeFile(path, metadata, to -> pour(in, to));
        } catch (LinuxException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
                throw changed(source.path().relative());
            }
            throw e;
        }
        if (!copied.equals(expected)) {
            throw changed(source.path().relative());
        }
    }

    static StepException changed(String what) {
        return new StepException(
                StepException.Code.BAD_CONTENT,
                "cannot copy \"" + what + "\": it changed while the build was reading it (expected: a"
                        + " context that stays as it is)",
                StepException.Facts.hint("run the build again when nothing writes to the context"));
    }

    /** Copies a stream to its end and hashes it on the way. */
    static Digest pour(InputStream in, OpenFile to) throws IOException, InterruptedException {
        MessageDigest hash = Digest.sha256();
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            hash.update(buffer, 0, count);
            to.write(buffer, 0, count);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return Digest.finish(hash.digest());
    }

    private static Digest share(Place stored, Digest known, OpenFile to) throws IOException {
        try (OpenFile from = OpenFile.read(stored)) {
            if (!Copies.reflink(from, to)) {
                Copies.copy(from, to);
            }
        }
        return known;
    }
}
