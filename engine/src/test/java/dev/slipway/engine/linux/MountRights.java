package dev.slipway.engine.linux;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this test run may do. */
public final class MountRights {
    private MountRights() {}

    /** Whether this process has a mount namespace of its own and may mount there. */
    public static boolean mounts() {
        try {
            if (namespace("self").equals(namespace("1"))) {
                return false;
            }
            Path target = Files.createTempDirectory("mount-probe");
            try {
                Mounts.mount("none", Place.of(target), "tmpfs", 0, "size=4k");
                Mounts.unmount(Place.of(target), Mounts.DETACH);
                return true;
            } finally {
                Files.delete(target);
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static String namespace(String process) throws IOException {
        try {
            return Files.readSymbolicLink(Path.of("/proc", process, "ns/mnt")).toString();
        } catch (AccessDeniedException e) {
            return "of somebody else";
        }
    }

    /** Whether device nodes can be made. */
    public static boolean devices(Path directory) {
        Place probe = Place.of(directory.resolve(".device-probe"));
        try {
            Nodes.mknod(probe, FileStatus.CHARACTER | 0600, 1, 3);
            Nodes.unlink(probe);
            return true;
        } catch (LinuxException e) {
            return false;
        }
    }
}
