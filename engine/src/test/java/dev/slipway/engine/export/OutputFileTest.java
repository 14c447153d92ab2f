package dev.slipway.engine.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.engine.linux.MountRights;
import dev.slipway.engine.linux.Mounts;
import dev.slipway.engine.linux.Place;
import dev.slipway.plan.request.ExportTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir
    Path directory;

    private OutputFile open(Path path) throws IOException {
        return OutputFile.open(new ExportTarget.Destination.ToFile(path), OutputStream.nullOutputStream());
    }

    @Test
    void commit_putsTheWholeFileInPlace() throws IOException {
        Path place = directory.resolve("new/out.tar");
        try (OutputFile file = open(place)) {
            file.stream().write(new byte[] {1, 2, 3});
            assertThat(place).doesNotExist();
            file.commit();
        }

        assertThat(place).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(directory.resolve("new")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void failure_keepsTheOldFileAndLeavesNothing() throws IOException {
        Path place = Files.writeString(directory.resolve("out.tar"), "old");
        try (OutputFile file = open(place)) {
            file.stream().write(new byte[1 << 20]);
        }

        assertThat(place).hasContent("old");
        assertThat(directory).isDirectoryContaining("glob:**out.tar");
        try (var names = Files.list(directory)) {
            assertThat(names).hasSize(1);
        }
    }

    @Test
    void transferredFile_standsBetweenWhatWasWritten() throws IOException {
        Path blob = Files.writeString(directory.resolve("blob"), "blob");
        Path place = directory.resolve("out.tar");
        try (OutputFile file = open(place)) {
            file.stream().write("before ".getBytes(UTF_8));
            file.transfer().orElseThrow().append(blob, 4);
            file.stream().write(" after".getBytes(UTF_8));
            file.commit();
        }

        assertThat(place).hasContent("before blob after");
        assertThat(blob).hasContent("blob");
    }

    @Test
    void transferOfAnotherSize_isRefused() throws IOException {
        Path blob = Files.writeString(directory.resolve("blob"), "blob");
        Path place = directory.resolve("out.tar");
        try (OutputFile file = open(place)) {
            assertThatThrownBy(() -> file.transfer().orElseThrow().append(blob, 5))
                    .hasMessageContaining("has 4 bytes (expected: 5 bytes)");
        }

        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
        assertThat(place).doesNotExist();
    }

    @Test
    void interruptedTransfer_leavesNothing() throws IOException {
        Path blob = Files.write(directory.resolve("blob"), new byte[1 << 20]);
        try (OutputFile file = open(directory.resolve("out.tar"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> file.transfer().orElseThrow().append(blob, 1 << 20))
                    .isInstanceOf(IOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        try (var names = Files.list(directory)) {
            assertThat(names).containsExactly(blob);
        }
    }

    @Test
    void fullDisk_leavesNothing() throws IOException {
        assumeTrue(MountRights.mounts(), "run under: unshare -m --propagation private");
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Path blob = Files.write(directory.resolve("blob"), new byte[3 << 20]);
        Mounts.mount("none", Place.of(disk), "tmpfs", 0, "size=2m");
        try {
            try (OutputFile file = open(disk.resolve("out.tar"))) {
                assertThatThrownBy(() -> file.transfer().orElseThrow().append(blob, 3 << 20))
                        .hasMessageContaining("No space left on device");
            }
            assertThat(disk).isEmptyDirectory();
        } finally {
            Mounts.unmount(Place.of(disk), Mounts.DETACH);
        }
    }

    @Test
    void pipe_isWrittenThroughTheStream() throws IOException {
        try (OutputFile file = OutputFile.open(
                new ExportTarget.Destination.ToFile(Path.of("/dev/null")), OutputStream.nullOutputStream())) {
            assertThat(file.transfer()).isEmpty();
            file.commit();
        }
    }

    @Test
    void link_isWrittenThrough() throws IOException {
        Path real = Files.writeString(directory.resolve("real"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        try (OutputFile file = open(link)) {
            file.stream().write('x');
            file.commit();
        }

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(real).hasContent("x");
    }

    @Test
    void directory_isRefused() {
        assertThatThrownBy(() -> open(directory)).hasMessageContaining("is a directory");
    }

    @Test
    void standardOutput_isFlushedAndNotClosed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        try (OutputFile file = OutputFile.open(new ExportTarget.Destination.ToStandardOutput(), out)) {
            file.stream().write('x');
            file.commit();
        }

        assertThat(out.toByteArray()).containsExactly('x');
    }
}
