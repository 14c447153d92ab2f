package dev.slipway.engine.store.layer;

import dev.slipway.engine.linux.ConfinedRoot;
import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.image.ImagePath;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens the directories that a tar's entries go into, below one root and never outside: links on the way are followed
 * within the root ({@link ConfinedRoot}), as containerd does. Keeps the last ones open, because entries of one
 * directory come together.
 */
final class ParentDirectories implements AutoCloseable {
    private static final int OPEN = 32;

    private final ConfinedRoot root;
    private final Map<ImagePath, OpenFile> open = new LinkedHashMap<>(OPEN * 2, 0.75f, true);
    private final OverlayFlavor flavor;
    private final Unpacked unpacked;

    ParentDirectories(Path root, OverlayFlavor flavor, Unpacked unpacked) throws LinuxException {
        this.flavor = flavor;
        this.unpacked = unpacked;
        this.root = ConfinedRoot.of(Place.of(root));
    }

    /** Where an entry goes; makes missing parents. Good until the next call. */
    Place place(ImagePath path) throws LinuxException {
        return Place.in(directory(path.parent()), path.name());
    }

    /** Where an entry is; null when its directory is not there. */
    @Nullable
    Place existing(ImagePath path) throws LinuxException {
        try {
            return Place.in(opened(path.parent()), path.name());
        } catch (LinuxException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
                return null;
            }
            throw e;
        }
    }

    /** The directory itself, made when it is missing. */
    OpenFile directory(ImagePath path) throws LinuxException {
        try {
            return opened(path);
        } catch (LinuxException e) {
            if (path.isRoot() || !e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
                throw e;
            }
        }
        Place place = place(path);
        Optional<FileStatus> before = FileStatus.find(place);
        if (before.isPresent() && !before.get().isWhiteout()) {
            throw new LinuxException("mkdirat", path.value(), Errno.ENOTDIR);
        }
        if (before.isPresent()) {
            Nodes.unlink(place);
        }
        Nodes.mkdir(place, 0755);
        OpenFile made = entered(path, place);
        Metadata.chown(Place.in(made, ""), 0, 0);
        Metadata.chmod(made, 0755);
        if (before.isPresent()) {
            LayerXattrs.markOpaque(Place.in(made, ""), flavor);
        }
        unpacked.time(FileStatus.of(made).inode(), 0, 0);
        return made;
    }

    /** Opens a directory that was just made or found at a place, without following a link. */
    OpenFile entered(ImagePath path, Place place) throws LinuxException {
        return keep(path, OpenFile.directory(place));
    }

    private OpenFile opened(ImagePath path) throws LinuxException {
        OpenFile known = open.get(path);
        return known != null ? known : keep(path, root.directory(path.value()));
    }

    private OpenFile keep(ImagePath path, OpenFile directory) {
        OpenFile before = open.put(path, directory);
        if (before != null) {
            before.close();
        }
        if (open.size() > OPEN) {
            var oldest = open.entrySet().iterator();
            oldest.next().getValue().close();
            oldest.remove();
        }
        return directory;
    }

    /** Something that may lie on the way to a kept directory was replaced. */
    void forget() {
        open.values().forEach(OpenFile::close);
        open.clear();
    }

    @Override
    public void close() {
        forget();
        root.close();
    }
}
