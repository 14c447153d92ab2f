package dev.slipway.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.image.FileNames;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesTest {
    @TempDir
    Path temp;

    private Place at(String name) {
        return Place.of(Place.of(temp).name() + "/" + name);
    }

    @Test
    void nameWithoutUtf8_survivesTheRoundTrip() throws Exception {
        String name = FileNames.decode(new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b'});

        Nodes.mkdir(at(name), 0755);

        assertThat(Directories.list(at("."))).extracting(Directories.Name::name).containsExactly(name);
        assertThat(FileStatus.of(at(name)).isDirectory()).isTrue();
    }

    @Test
    void symlink_isReadAndNotFollowed() throws Exception {
        Nodes.symlink("/nowhere/at all", at("link"));

        assertThat(Nodes.readlink(at("link"))).isEqualTo("/nowhere/at all");
        assertThat(FileStatus.of(at("link")).isSymlink()).isTrue();
    }

    @Test
    void deviceNumbers_areThoseAskedFor() throws Exception {
        assumeTrue(MountRights.devices(temp), "device nodes need root");
        Nodes.mknod(at("device"), FileStatus.BLOCK | 0600, 4095, 1_048_575);

        FileStatus status = FileStatus.of(at("device"));

        assertThat(status.type()).isEqualTo(FileStatus.BLOCK);
        assertThat(status.nodeDevice()).isEqualTo(4095L << 32 | 1_048_575);
    }

    @Test
    void deviceNumberBeyondTheKernel_isRefused() {
        assertThatThrownBy(() -> Nodes.mknod(at("device"), FileStatus.CHARACTER, 4096, 0))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }

    @Test
    void whiteout_isACharacterDeviceOfZero() throws Exception {
        Nodes.whiteout(at("gone"));

        assertThat(FileStatus.of(at("gone")).isWhiteout()).isTrue();
    }

    @Test
    void link_sharesTheInode() throws Exception {
        Files.writeString(temp.resolve("one"), "x");
        Nodes.link(at("one"), at("two"));

        assertThat(FileStatus.of(at("two")).inode())
                .isEqualTo(FileStatus.of(at("one")).inode());
        assertThat(FileStatus.of(at("two")).links()).isEqualTo(2);
    }

    @Test
    void renameNew_leavesWhatIsThere() throws Exception {
        Files.writeString(temp.resolve("one"), "1");
        Files.writeString(temp.resolve("two"), "2");

        assertThatThrownBy(() -> Nodes.renameNew(at("one"), at("two")))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
        assertThat(temp.resolve("two")).hasContent("2");
    }

    @Test
    void nameWithZeroByte_isRefused() {
        assertThatThrownBy(() -> Nodes.mkdir(at("a\0b"), 0755)).hasMessageContaining("EINVAL");
        assertThat(temp.resolve("a")).doesNotExist();
    }

    @Test
    void missingDirectory_namesCallPathAndCause() {
        assertThatThrownBy(() -> Nodes.mkdir(at("no/dir"), 0755))
                .hasMessage("cannot mkdirat \"" + temp + "/no/dir\": ENOENT (no such file or directory)");
    }
}
