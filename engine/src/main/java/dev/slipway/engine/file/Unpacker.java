package dev.slipway.engine.file;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.tree.PathResolver;
import dev.slipway.engine.tree.PathResolver.Resolution;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarReader;
import dev.slipway.image.layer.MalformedLayerException;
import java.io.IOException;
import java.util.Optional;

/**
 * Unpacks an archive of ADD as {@code tar -x} would in a chroot of the destination: directories merge and take the
 * archive's metadata, everything else replaces what is there, links on the way are followed but never lead out of the
 * destination (BuildKit, ADD of a local archive). Owners are the archive's unless {@code --chown} says otherwise;
 * {@code --chmod} does not apply; parents that the archive does not list are 0755 and 0:0.
 */
final class Unpacker {
    private static final int PARENT_MODE = 0755;

    private final TargetTree target;
    private final Optional<Ids> owner;
    private final FileCopies copies;
    private final String subject;
    private final ImagePath top;
    private final PathResolver resolver;

    /** @param subject names the archive in messages */
    Unpacker(TargetTree target, ImagePath destination, Optional<Ids> owner, FileCopies copies, String subject)
            throws LinuxException {
        this.target = target;
        this.owner = owner;
        this.copies = copies;
        this.subject = subject;
        this.top = target.resolve(destination);
        target.makeAll(top, PARENT_MODE, owner.orElse(Ids.ROOT));
        this.resolver = new PathResolver(target, top);
    }

    void unpack(Archives.Opener archive) throws IOException, InterruptedException {
        try (LayerTarReader tar = Archives.open(archive, subject)) {
            for (Optional<LayerEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!entry.get().path().isRoot()) {
                    add(entry.get(), tar);
                }
            }
        } catch (MalformedLayerException e) {
            throw bad(e.getMessage() == null ? "it is damaged" : e.getMessage(), e);
        }
    }

    private void add(LayerEntry entry, LayerTarReader tar) throws IOException, InterruptedException {
        ImagePath path = parent(entry.path()).resolve(entry.path().name());
        Optional<TreeNode> there = target.find(path);
        if (entry instanceof LayerEntry.Directory directory) {
            directory(path, there, placed(directory));
            return;
        }
        Optional<TreeNode> linked =
                entry instanceof LayerEntry.HardLink link ? Optional.of(linkTarget(link)) : Optional.empty();
        if (linked.isPresent() && linked.get().path().equals(path)) {
            return;
        }
        target.clear(path);
        target.bringUp(path.parent());
        switch (entry) {
            case LayerEntry.RegularFile file ->
                target.draft().writeFile(path, placed(file), to -> FileCopies.pour(tar.content(), to));
            case LayerEntry.HardLink ignored -> {
                TreeNode existing = linked.orElseThrow();
                target.bringUpFile(existing.path(), existing, copies);
                target.draft().hardLink(existing.path(), path);
            }
            case LayerEntry.Inode inode ->
                EntryCopy.special(
                        new TreeNode(inode, Optional.empty(), Optional.empty(), ""),
                        path,
                        placed(inode),
                        target.draft());
            case LayerEntry.Whiteout ignored -> throw new IllegalStateException("a plain tar has no whiteouts");
            case LayerEntry.Opaque ignored -> throw new IllegalStateException("a plain tar has no opaque marks");
        }
    }

    private void directory(ImagePath path, Optional<TreeNode> there, EntryMetadata metadata) throws LinuxException {
        if (there.map(TreeNode::isDirectory).orElse(false)) {
            target.changeDirectory(path, Xattributes.added(target.directoryMetadata(path), metadata));
        } else {
            target.clear(path);
            target.makeDirectory(path, metadata);
        }
    }

    /** The directory that an entry goes into; made when it is missing. */
    private ImagePath parent(ImagePath entry) throws LinuxException {
        switch (resolver.follow(entry.parent())) {
            case Resolution.Found(ImagePath at, TreeNode node) -> {
                if (node.isDirectory()) {
                    return at;
                }
                throw bad("\"" + entry + "\" would be below \"" + at + "\", which is not a directory", null);
            }
            case Resolution.Missing(ImagePath at) -> {
                target.makeAll(at, PARENT_MODE, Ids.ROOT);
                return at;
            }
            case Resolution.Blocked(ImagePath at, PathResolver.Reason ignored) ->
                throw bad("\"" + entry + "\" would be below \"" + at + "\", which is not a directory", null);
        }
    }

    private TreeNode linkTarget(LayerEntry.HardLink link) {
        if (resolver.followParents(link.target()) instanceof Resolution.Found(ImagePath at, TreeNode node)
                && !node.isDirectory()) {
            return node;
        }
        throw bad("\"" + link.path() + "\" is a hard link to \"" + link.target() + "\", which is not there", null);
    }

    private EntryMetadata placed(LayerEntry.Inode entry) {
        EntryMetadata metadata = entry.metadata();
        return owner.map(ids -> metadata.withOwner(ids.uid(), ids.gid())).orElse(metadata);
    }

    private StepException bad(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        StepException fault = new StepException(
                StepException.Code.BAD_CONTENT,
                "cannot unpack \"" + subject + "\": " + why + " (expected: a sound tar archive)",
                StepException.Facts.hint("use COPY, or ADD --unpack=false, to add the file as it is"));
        if (cause != null) {
            fault.initCause(cause);
        }
        return fault;
    }
}
