package dev.slipway.engine.tree;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.image.FileNames;
import dev.slipway.image.ImagePath;
import java.nio.file.Path;

/** Fills a directory for a test: names of any bytes, fixed times. */
public final class Plant {
    /** Time of everything that is planted, in seconds. */
    public static final long TIME = 1_600_000_000;

    private final String root;
    private final Path path;

    public Plant(Path root) {
        this.root = Place.of(root).name();
        this.path = root;
    }

    public Path path() {
        return path;
    }

    public Place at(String name) {
        return Place.of(root + ImagePath.of(name).value());
    }

    /** With parents, mode 0755. */
    public Plant dir(String name, int mode) throws LinuxException {
        parents(name);
        if (FileStatus.find(at(name)).isEmpty()) {
            Nodes.mkdir(at(name), 0700);
        }
        return done(name, mode);
    }

    public Plant dir(String name) throws LinuxException {
        return dir(name, 0755);
    }

    public Plant file(String name, String content, int mode) throws LinuxException {
        parents(name);
        try (OpenFile file = OpenFile.open(at(name), OpenFile.WRITE | OpenFile.CREATE | OpenFile.TRUNCATE, 0600)) {
            byte[] bytes = FileNames.encode(content);
            file.write(bytes, 0, bytes.length);
        }
        return done(name, mode);
    }

    public Plant file(String name, String content) throws LinuxException {
        return file(name, content, 0644);
    }

    public Plant file(String name) throws LinuxException {
        return file(name, name);
    }

    public Plant symlink(String name, String target) throws LinuxException {
        parents(name);
        Nodes.symlink(target, at(name));
        Metadata.setModified(at(name), TIME, 0);
        return this;
    }

    public Plant link(String name, String existing) throws LinuxException {
        parents(name);
        Nodes.link(at(existing), at(name));
        return this;
    }

    public Plant node(String name, int typeAndMode, int major, int minor) throws LinuxException {
        parents(name);
        Nodes.mknod(at(name), typeAndMode, major, minor);
        return done(name, typeAndMode & 07777);
    }

    public Plant whiteout(String name) throws LinuxException {
        parents(name);
        Nodes.whiteout(at(name));
        return this;
    }

    public Plant opaque(String directory) throws LinuxException {
        Xattrs.set(at(directory), "trusted.overlay.opaque", new byte[] {'y'});
        return this;
    }

    public Plant owner(String name, long uid, long gid) throws LinuxException {
        int mode = FileStatus.of(at(name)).permissions();
        Metadata.chown(at(name), uid, gid);
        if (!FileStatus.of(at(name)).isSymlink()) {
            Metadata.chmod(at(name), mode);
        }
        return this;
    }

    public Plant xattr(String name, String attribute, String value) throws LinuxException {
        Xattrs.set(at(name), attribute, FileNames.encode(value));
        return this;
    }

    public Plant time(String name, long seconds) throws LinuxException {
        Metadata.setModified(at(name), seconds, 0);
        return this;
    }

    private Plant done(String name, int mode) throws LinuxException {
        Metadata.chmod(at(name), mode);
        Metadata.setModified(at(name), TIME, 0);
        return this;
    }

    private void parents(String name) throws LinuxException {
        ImagePath parent = ImagePath.of(name).parent();
        if (!parent.isRoot() && FileStatus.find(at(parent.value())).isEmpty()) {
            dir(parent.value());
        }
    }
}
