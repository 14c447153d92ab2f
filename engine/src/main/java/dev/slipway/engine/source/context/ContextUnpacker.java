package dev.slipway.engine.source.context;

import dev.slipway.engine.linux.ConfinedRoot;
import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.engine.step.SourceException;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Unpacks the tar of a context into a directory of its own. Every name is resolved as if that directory were the root
 * of the machine, so nothing is written or linked outside of it, whatever names and links the tar has. Owners are not
 * kept, as a context's files belong to root; devices are refused.
 *
 * <p>Memory grows with directories, not with files. For one thread.
 */
final class ContextUnpacker implements AutoCloseable {
    private static final int NEW_FILE = OpenFile.WRITE | OpenFile.CREATE | OpenFile.EXCLUSIVE | OpenFile.NOFOLLOW;

    private final String subject;
    private final ConfinedRoot root;
    private final Map<ImagePath, EntryMetadata> directories = new LinkedHashMap<>();
    private ImagePath lastParent = ImagePath.ROOT;
    private OpenFile lastHandle;

    /** @param subject names the archive in messages */
    ContextUnpacker(Path directory, String subject) throws LinuxException {
        this.subject = subject;
        this.root = ConfinedRoot.of(Place.of(directory));
        this.lastHandle = root.directory("/");
    }

    void unpack(LayerTarReader tar) throws IOException, InterruptedException {
        for (Optional<LayerEntry> next; (next = tar.next()).isPresent(); ) {
            if (Thread.interrupted()) {
                throw new InterruptedException("cancelled while unpacking " + subject);
            }
            if (!next.get().path().isRoot()) {
                add(next.get(), tar.content());
            }
        }
        // A new name in a directory changes its time, so these come last.
        for (Map.Entry<ImagePath, EntryMetadata> made : directories.entrySet()) {
            try (OpenFile directory = root.directory(made.getKey().value())) {
                Place place = Place.in(directory, "");
                Metadata.setModified(
                        place,
                        made.getValue().modifiedSeconds(),
                        made.getValue().modifiedNanos());
            } catch (LinuxException e) {
                if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
                    throw e;
                }
                // A later entry took its place.
            }
        }
    }

    private void add(LayerEntry entry, InputStream content) throws IOException {
        Place place = Place.in(parent(entry.path().parent()), entry.path().name());
        if (entry instanceof LayerEntry.Directory directory) {
            directory(place, directory);
            return;
        }
        clear(place, entry.path());
        switch (entry) {
            case LayerEntry.RegularFile file -> file(place, file.metadata(), content);
            case LayerEntry.Symlink link -> {
                Nodes.symlink(link.target(), place);
                touch(place, link.metadata());
            }
            case LayerEntry.HardLink link -> link(place, link);
            case LayerEntry.Fifo fifo -> {
                Nodes.mknod(place, FileStatus.FIFO | 0600, 0, 0);
                apply(place, fifo.metadata());
            }
            case LayerEntry.Device device ->
                throw hostile(device.path(), "it is a device", "files, directories and links");
            case LayerEntry.Directory ignored -> throw new IllegalStateException("handled above");
            case LayerEntry.Whiteout ignored -> throw new IllegalStateException("a plain tar has no whiteouts");
            case LayerEntry.Opaque ignored -> throw new IllegalStateException("a plain tar has no opaque marks");
        }
    }

    private void directory(Place place, LayerEntry.Directory directory) throws LinuxException {
        Optional<FileStatus> there = FileStatus.find(place);
        if (there.isEmpty() || !there.get().isDirectory()) {
            clear(place, directory.path());
            Nodes.mkdir(place, 0700);
        }
        apply(place, directory.metadata());
        directories.put(directory.path(), directory.metadata());
    }

    private static void file(Place place, EntryMetadata metadata, InputStream content) throws IOException {
        try (OpenFile file = OpenFile.open(place, NEW_FILE, 0600)) {
            byte[] buffer = new byte[1 << 16];
            for (int count; (count = content.read(buffer)) >= 0; ) {
                file.write(buffer, 0, count);
            }
            apply(Place.in(file, ""), metadata);
        }
    }

    private void link(Place place, LayerEntry.HardLink link) throws LinuxException {
        try (OpenFile directory = root.directory(link.target().parent().value())) {
            Place target = Place.in(directory, link.target().name());
            Optional<FileStatus> there = FileStatus.find(target);
            if (there.isEmpty() || there.get().isDirectory()) {
                throw hostile(link.path(), "it is a link to \"" + link.target() + "\", which is not there", "a file");
            }
            Nodes.link(target, place);
        } catch (LinuxException e) {
            if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
                throw e;
            }
            throw hostile(link.path(), "it is a link to \"" + link.target() + "\", which is not there", "a file");
        }
    }

    private void clear(Place place, ImagePath path) throws LinuxException {
        Optional<FileStatus> there = FileStatus.find(place);
        if (there.isPresent()) {
            Directories.deleteTree(place);
            if (there.get().isDirectory()) {
                directories.keySet().removeIf(directory -> directory.isWithin(path));
            }
        }
    }

    /** The directory that an entry goes into, made when missing; the last one stays open for its siblings. */
    private OpenFile parent(ImagePath path) throws LinuxException {
        if (!path.equals(lastParent)) {
            OpenFile next = openOrMake(path);
            lastHandle.close();
            lastHandle = next;
            lastParent = path;
        }
        return lastHandle;
    }

    private OpenFile openOrMake(ImagePath path) throws LinuxException {
        try {
            return root.directory(path.value());
        } catch (LinuxException e) {
            if (e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
                throw hostile(path, "it is used as a directory but is none", "a directory");
            }
            if (!e.is(Errno.ENOENT) || path.isRoot()) {
                throw e;
            }
        }
        try (OpenFile above = openOrMake(path.parent())) {
            try {
                Nodes.mkdir(Place.in(above, path.name()), 0755);
            } catch (LinuxException e) {
                if (e.is(Errno.EEXIST)) {
                    throw hostile(path, "it is a link that leads nowhere", "a directory");
                }
                throw e;
            }
        }
        return root.directory(path.value());
    }

    private static void apply(Place place, EntryMetadata metadata) throws LinuxException {
        Metadata.chmod(place, metadata.mode());
        for (Map.Entry<String, byte[]> attribute : metadata.xattrs().entrySet()) {
            try {
                Xattrs.set(place, attribute.getKey(), attribute.getValue());
            } catch (LinuxException e) {
                // What this file system or user may not set is left out, as tar does.
                if (!e.is(Errno.EPERM) && !e.is(Errno.EOPNOTSUPP)) {
                    throw e;
                }
            }
        }
        touch(place, metadata);
    }

    private static void touch(Place place, EntryMetadata metadata) throws LinuxException {
        Metadata.setModified(place, metadata.modifiedSeconds(), metadata.modifiedNanos());
    }

    private SourceException hostile(ImagePath entry, String why, String expected) {
        return new SourceException(
                SourceException.Code.HOSTILE_ENTRY,
                "cannot unpack " + subject + ": entry \"" + entry.relative() + "\": " + why + " (expected: " + expected
                        + ")");
    }

    @Override
    public void close() {
        lastHandle.close();
        root.close();
    }
}
