package dev.slipway.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfinedRootTest {
    @TempDir
    Path temp;

    private Path root;

    @BeforeEach
    void tree() throws Exception {
        root = Files.createDirectories(temp.resolve("root"));
        Files.createDirectories(root.resolve("etc/inner"));
        Files.createDirectories(temp.resolve("etc"));
        Files.createSymbolicLink(root.resolve("absolute"), Path.of("/etc"));
        Files.createSymbolicLink(root.resolve("up"), Path.of("../../../etc"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(root.resolve("magic"), Path.of("/proc/self/root"));
    }

    @Test
    void absoluteLink_startsAtTheRoot() throws Exception {
        assertThat(inode("absolute"))
                .isEqualTo(FileStatus.of(Place.of(root.resolve("etc"))).inode());
    }

    @Test
    void linkUpwards_stopsAtTheRoot() throws Exception {
        assertThat(inode("up/inner"))
                .isEqualTo(FileStatus.of(Place.of(root.resolve("etc/inner"))).inode());
    }

    @Test
    void dotsUpwards_stopAtTheRoot() throws Exception {
        assertThat(inode("../../etc"))
                .isEqualTo(FileStatus.of(Place.of(root.resolve("etc"))).inode());
    }

    @Test
    void loopAndOutsideNames_areRefused() throws Exception {
        try (ConfinedRoot confined = ConfinedRoot.of(Place.of(root))) {
            assertThatThrownBy(() -> confined.directory("loop")).hasMessageContaining("ELOOP");
            assertThatThrownBy(() -> confined.directory("magic")).hasMessageContaining("ENOENT");
        }
    }

    @Test
    void walkWithoutOpenat2_refusesLinksAndDots() throws Exception {
        try (ConfinedRoot confined = ConfinedRoot.of(Place.of(root))) {
            assertThatThrownBy(() -> confined.walk("absolute/inner", OpenFile.READ))
                    .isInstanceOf(LinuxException.class);
            assertThatThrownBy(() -> confined.walk("etc/../../etc", OpenFile.READ))
                    .hasMessageContaining("EXDEV");
            try (OpenFile open = confined.walk("etc/inner", OpenFile.READ | OpenFile.DIRECTORY)) {
                assertThat(FileStatus.of(open).inode())
                        .isEqualTo(FileStatus.of(Place.of(root.resolve("etc/inner")))
                                .inode());
            }
        }
    }

    private long inode(String path) throws Exception {
        try (ConfinedRoot confined = ConfinedRoot.of(Place.of(root));
                OpenFile open = confined.directory(path)) {
            return FileStatus.of(open).inode();
        }
    }
}
