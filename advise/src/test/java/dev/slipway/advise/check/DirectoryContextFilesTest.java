package dev.slipway.advise.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryContextFilesTest {
    @TempDir
    private Path root;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/c"), "text");
        Files.write(root.resolve("bytes"), new byte[] {(byte) 0xff});
        Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
        Files.writeString(root.resolve(".dockerignore"), "a\n");
    }

    @Test
    void filesAreListedWithSizeAndWhetherTheyAreIgnored() throws IOException {
        assertThat(DirectoryContextFiles.list(root, Optional.empty()).files())
                .contains(new ContextFiles.Entry("a/b/c", 4, true), new ContextFiles.Entry("bytes", 1, false))
                .extracting(ContextFiles.Entry::path)
                .containsExactly(".dockerignore", "a/b/c", "bytes", "link");
    }

    @Test
    void aDockerfilesOwnIgnoreFileComesFirst() throws IOException {
        Files.writeString(root.resolve("x.Dockerfile.dockerignore"), "bytes\n");
        ContextFiles files = DirectoryContextFiles.list(root, Optional.of(root.resolve("x.Dockerfile")));
        assertThat(files.files())
                .filteredOn(ContextFiles.Entry::ignored)
                .extracting(ContextFiles.Entry::path)
                .containsExactly("bytes");
    }

    @Test
    void onlyTextOfThisDirectoryIsRead() throws IOException {
        ContextFiles files = DirectoryContextFiles.list(root, Optional.empty());
        assertThat(files.text("a/b/c")).contains("text");
        assertThat(files.text("link/b/c")).isEmpty();
        assertThat(files.text("bytes")).isEmpty();
        assertThat(files.text("a")).isEmpty();
        assertThat(files.text("../" + root.getFileName() + "/a/b/c")).contains("text");
        assertThat(files.text("../../etc/passwd")).isEmpty();
        assertThat(files.text("nothing")).isEmpty();
    }
}
