package dev.slipway.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
