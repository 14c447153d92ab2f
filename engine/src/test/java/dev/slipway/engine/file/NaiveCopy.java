package dev.slipway.engine.file;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.image.ImagePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** COPY the plain way: system calls on directories that are there, one file after the other. */
final class NaiveCopy {
    private final String from;
    private final String to;
    private final Optional<Ids> owner;
    private final Optional<Integer> mode;

    /** It cannot be done. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    NaiveCopy(Path from, Path to, Optional<Ids> owner, Optional<Integer> mode) {
        this.from = Place.of(from).name();
        this.to = Place.of(to).name();
        this.owner = owner;
        this.mode = mode;
    }

    void copy(String source, String destination) throws IOException {
        ImagePath named = ImagePath.of(source);
        ImagePath real = resolve(from, named);
        FileStatus status = status(from, real).orElseThrow(() -> new Refused("no " + source));
        boolean slash = destination.endsWith("/");
        ImagePath path = ImagePath.of(destination);
        mkdirs(resolve(to, slash ? path : path.parent()));
        ImagePath target = resolve(to, path);
        Optional<FileStatus> there = status(to, target);
        if (!status.isDirectory()) {
            target = there.isPresent() && there.get().isDirectory() ? target.resolve(named.name()) : target;
            mkdirs(target.parent());
            file(real, target, status);
        } else {
            if (there.isEmpty()) {
                mkdirs(target);
            } else if (!there.get().isDirectory()) {
                throw new Refused("directory over file");
            }
            children(real, target);
        }
    }

    private void children(ImagePath source, ImagePath target) throws IOException {
        for (Directories.Name name : Directories.list(place(from, source))) {
            entry(source.resolve(name.name()), target.resolve(name.name()));
        }
    }

    private void entry(ImagePath source, ImagePath target) throws IOException {
        FileStatus status = status(from, source).orElseThrow();
        if (!status.isDirectory()) {
            file(source, target, status);
            return;
        }
        Optional<FileStatus> there = status(to, target);
        if (there.isEmpty()) {
            Nodes.mkdir(place(to, target), 0755);
        } else if (!there.get().isDirectory()) {
            throw new Refused("directory over file");
        }
        children(source, target);
        dress(source, target, status);
    }

    private void file(ImagePath source, ImagePath target, FileStatus status) throws IOException {
        Optional<FileStatus> there = status(to, target);
        if (there.isPresent() && there.get().isDirectory()) {
            throw new Refused("file over directory");
        }
        if (there.isPresent()) {
            Nodes.unlink(place(to, target));
        }
        switch (status.type()) {
            case FileStatus.REGULAR -> {
                try (InputStream in = OpenFile.read(place(from, source)).stream();
                        OpenFile out = OpenFile.open(place(to, target), OpenFile.WRITE | OpenFile.CREATE, 0600)) {
                    byte[] bytes = in.readAllBytes();
                    out.write(bytes, 0, bytes.length);
                }
            }
            case FileStatus.SYMLINK -> Nodes.symlink(Nodes.readlink(place(from, source)), place(to, target));
            default -> Nodes.mknod(place(to, target), status.type() | 0600, 0, 0);
        }
        dress(source, target, status);
    }

    private void dress(ImagePath source, ImagePath target, FileStatus status) throws LinuxException {
        Place place = place(to, target);
        Ids ids = owner.orElse(new Ids(status.owner().uid(), status.owner().gid()));
        Metadata.chown(place, ids.uid(), ids.gid());
        if (!status.isSymlink()) {
            Metadata.chmod(place, mode.orElse(status.permissions()));
        }
        for (String name : Xattrs.list(place(from, source))) {
            if (!name.startsWith("trusted.overlay.")) {
                Xattrs.set(place, name, Xattrs.get(place(from, source), name).orElseThrow());
            }
        }
    }

    private void mkdirs(ImagePath path) throws LinuxException {
        Optional<FileStatus> there = status(to, path);
        if (there.isPresent()) {
            if (!there.get().isDirectory()) {
                throw new Refused("file in the way");
            }
            return;
        }
        mkdirs(path.parent());
        Nodes.mkdir(place(to, path), 0755);
        Ids ids = owner.orElse(Ids.ROOT);
        Metadata.chown(place(to, path), ids.uid(), ids.gid());
        Metadata.chmod(place(to, path), mode.orElse(0755) & 0777);
    }

    /** Links inside the root; what is not there is taken as it is. */
    private static ImagePath resolve(String root, ImagePath path) throws LinuxException {
        Deque<String> ahead = new ArrayDeque<>(path.segments());
        ImagePath at = ImagePath.ROOT;
        for (int links = 0; !ahead.isEmpty(); ) {
            Optional<FileStatus> here = status(root, at);
            if (here.isPresent() && !here.get().isDirectory()) {
                throw new Refused("file on the way");
            }
            ImagePath next = at.cd(ahead.removeFirst());
            if (status(root, next).map(FileStatus::isSymlink).orElse(false)) {
                if (++links > 40) {
                    throw new Refused("too many links");
                }
                String target = Nodes.readlink(place(root, next));
                List.of(target.split("/")).reversed().stream()
                        .filter(s -> !s.isEmpty())
                        .forEach(ahead::addFirst);
                at = target.startsWith("/") ? ImagePath.ROOT : at;
            } else {
                at = next;
            }
        }
        return at;
    }

    private static Optional<FileStatus> status(String root, ImagePath path) throws LinuxException {
        return FileStatus.find(place(root, path));
    }

    private static Place place(String root, ImagePath path) {
        return Place.of(path.isRoot() ? root : root + path.value());
    }
}
