package dev.slipway.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
    @TempDir
    Path temp;

    @BeforeEach
    void ownNamespace() {
        assumeTrue(MountRights.mounts(), "run under: unshare -m --propagation private");
    }

    @Test
    void tmpfs_isMountedAndTakenOff() throws Exception {
        Path target = Files.createDirectory(temp.resolve("mnt"));

        Mounts.mount("none", Place.of(target), "tmpfs", Mounts.NOSUID, "size=64k");
        Files.writeString(target.resolve("file"), "x");
        Mounts.unmount(Place.of(target), Mounts.DETACH);

        assertThat(target).isEmptyDirectory();
    }

    @Test
    void overlayOfManyLongLayers_isMountedByParameters() throws Exception {
        List<Mounts.Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Path lower = Files.createDirectories(temp.resolve("layers/" + "x".repeat(120) + i));
            Files.writeString(lower.resolve("file" + i), "x");
            parameters.add(new Mounts.Parameter("lowerdir+", lower.toString()));
        }
        Path target = Files.createDirectory(temp.resolve("mnt"));

        Mounts.mountNew("overlay", parameters, Mounts.READ_ONLY, Place.of(target));
        try {
            assertThat(Directories.list(Place.of(target))).hasSize(60);
        } finally {
            Mounts.unmount(Place.of(target), Mounts.DETACH);
        }
    }

    @Test
    void bind_showsTheSource() throws Exception {
        Path source = Files.createDirectory(temp.resolve("source"));
        Files.writeString(source.resolve("file"), "x");
        Path target = Files.createDirectory(temp.resolve("mnt"));

        Mounts.bind(Place.of(source), Place.of(target));
        try {
            assertThat(target.resolve("file")).hasContent("x");
        } finally {
            Mounts.unmount(Place.of(target), Mounts.DETACH);
        }
    }
}
