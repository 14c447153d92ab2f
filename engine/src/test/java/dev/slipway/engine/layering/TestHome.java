package dev.slipway.engine.layering;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Mounts;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory for thousands of small files: in memory where tmpfs keeps extended attributes (Linux 6.6), else on disk. */
final class TestHome implements AutoCloseable {
    private final Path directory;
    private final boolean mounted;

    private TestHome(Path directory, boolean mounted) {
        this.directory = directory;
        this.mounted = mounted;
    }

    /** The process needs a mount namespace of its own. */
    static TestHome make() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "layering");
        Mounts.mount("layering", Place.of(directory), "tmpfs", 0, "size=1g,mode=0755");
        try {
            Xattrs.set(Place.of(directory), "user.probe", new byte[] {1});
            Xattrs.remove(Place.of(directory), "user.probe");
            return new TestHome(directory, true);
        } catch (LinuxException e) {
            Mounts.unmount(Place.of(directory), Mounts.DETACH);
            return new TestHome(directory, false);
        }
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            Mounts.unmount(Place.of(directory), Mounts.DETACH);
        }
        Directories.deleteTree(Place.of(directory));
    }
}
