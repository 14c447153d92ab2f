package dev.slipway.engine.tree;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.SourceException;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.plan.graph.Exclusions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory of this machine as a build context: without what the ignore file leaves out, everything owned by 0:0,
 * without extended attributes, hard links known, sockets as empty files (BuildKit's local source and COPY).
 *
 * <p>An excluded directory is there when something below it is not excluded. Names of the same inode share their
 * identity. Reads directories as it is asked; what it says of a file may be old when the file changes.
 *
 * <p>Throws {@link SourceException} {@code IO} for what cannot be read.
 */
public final class ContextTree implements FileTree {
    private static final Digest EMPTY = Digest.of(new byte[0]);

    private final Path root;
    private final String rootName;
    private final Exclusions exclusions;
    private final ContextMemory memory;
    /** Whether a path is a real directory, so that no link stands on the way to what is below it. */
    private final Map<ImagePath, Boolean> directories = new ConcurrentHashMap<>();
    /** Excluded directories that were asked whether they hold something wanted. */
    private final Map<ImagePath, Boolean> holding = new ConcurrentHashMap<>();

    /**
     * @param root an existing directory; a link here is followed
     * @param memory what earlier builds read of it
     */
    public ContextTree(Path root, Exclusions exclusions, ContextMemory memory) {
        this.root = real(root);
        this.rootName = Place.of(this.root).name();
        this.exclusions = exclusions;
        this.memory = memory;
        directories.put(ImagePath.ROOT, true);
    }

    private static Path real(Path root) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw SourceException.io("open the build context \"" + root + "\"", e);
        }
    }

    @Override
    public Optional<TreeNode> find(ImagePath path) {
        if (path.isRoot()) {
            return Optional.of(TreeNode.directory(path, EntryMetadata.of(0755, 0, 0, 0)));
        }
        if (!isDirectory(path.parent())) {
            return Optional.empty();
        }
        return status(path).flatMap(status -> node(path, status, place(path))).filter(this::visible);
    }

    /** A system call an entry. */
    @Override
    public boolean listsSlowly() {
        return true;
    }

    @Override
    public List<TreeNode> children(ImagePath directory) {
        if (!isDirectory(directory) || (!directory.isRoot() && exclusions.excludesAllBelow(directory.relative()))) {
            return List.of();
        }
        List<TreeNode> children = new ArrayList<>();
        try (OpenFile open = OpenFile.open(place(directory), OpenFile.READ | OpenFile.DIRECTORY, 0)) {
            for (Directories.Name name : Directories.list(open)) {
                ImagePath path = directory.child(name.name());
                Place place = Place.in(open, name.name());
                Optional<FileStatus> status = FileStatus.find(place);
                if (status.isPresent()) {
                    node(path, status.get(), place).filter(this::visible).ifPresent(children::add);
                }
            }
        } catch (LinuxException e) {
            throw SourceException.io("read directory \"" + directory.relative() + "\" of the build context", e);
        }
        // not Comparator.comparing, whose comparator is made at run time at every start
        children.sort((one, other) -> one.path().compareTo(other.path()));
        return Collections.unmodifiableList(children);
    }

    private boolean isDirectory(ImagePath path) {
        Boolean known = directories.get(path);
        if (known == null) {
            known = isDirectory(path.parent())
                    && status(path).map(FileStatus::isDirectory).orElse(false);
            directories.put(path, known);
        }
        return known;
    }

    private boolean visible(TreeNode node) {
        String path = node.path().relative();
        if (!exclusions.excludes(path)) {
            return true;
        }
        if (!node.isDirectory() || exclusions.excludesAllBelow(path)) {
            return false;
        }
        Boolean known = holding.get(node.path());
        if (known == null) {
            known = !children(node.path()).isEmpty();
            holding.put(node.path(), known);
        }
        return known;
    }

    private Optional<FileStatus> status(ImagePath path) {
        try {
            return FileStatus.find(place(path));
        } catch (LinuxException e) {
            if (e.is(Errno.ENAMETOOLONG) || e.is(Errno.EINVAL)) {
                return Optional.empty();
            }
            throw SourceException.io("look at \"" + path.relative() + "\" of the build context", e);
        }
    }

    private Place place(ImagePath path) {
        return Place.of(path.isRoot() ? rootName + "/." : rootName + path.value());
    }

    private Optional<TreeNode> node(ImagePath path, FileStatus status, Place place) {
        FileStatus.Times times = status.times();
        EntryMetadata metadata = EntryMetadata.of(status.permissions(), 0, 0, times.modifiedSeconds())
                .withModified(times.modifiedSeconds(), times.modifiedNanos());
        LayerEntry.Inode entry = switch (status.type()) {
            case FileStatus.DIRECTORY -> new LayerEntry.Directory(path, metadata);
            case FileStatus.REGULAR -> new LayerEntry.RegularFile(path, metadata, status.sizeBytes());
            case FileStatus.SOCKET -> new LayerEntry.RegularFile(path, metadata, 0);
            case FileStatus.SYMLINK -> new LayerEntry.Symlink(path, metadata, target(path, place));
            case FileStatus.FIFO -> new LayerEntry.Fifo(path, metadata);
            case FileStatus.BLOCK, FileStatus.CHARACTER ->
                new LayerEntry.Device(
                        path, metadata, status.type() == FileStatus.BLOCK, (int) (status.nodeDevice() >>> 32), (int)
                                status.nodeDevice());
            default -> null;
        };
        if (entry == null) {
            return Optional.empty();
        }
        boolean linked = status.links() > 1 && !status.isDirectory();
        return Optional.of(new TreeNode(
                entry,
                entry instanceof LayerEntry.RegularFile file ? content(file, status) : Optional.empty(),
                Optional.of(new TreeNode.Location(root, path, false)),
                linked ? status.device() + ":" + status.inode() : ""));
    }

    private Optional<Digest> content(LayerEntry.RegularFile file, FileStatus status) {
        return file.sizeBytes() == 0
                ? Optional.of(EMPTY)
                : memory.find(root, file.path().value(), status);
    }

    private static String target(ImagePath path, Place place) {
        try {
            return Nodes.readlink(place);
        } catch (LinuxException e) {
            throw SourceException.io("read the link \"" + path.relative() + "\" of the build context", e);
        }
    }
}
