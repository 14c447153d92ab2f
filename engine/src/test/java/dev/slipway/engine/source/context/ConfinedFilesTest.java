package dev.slipway.engine.source.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.step.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfinedFilesTest {
    @TempDir
    Path directory;

    private Path root;
    private ConfinedFiles files;

    @BeforeEach
    void fill() throws IOException {
        Files.writeString(directory.resolve("secret"), "outside");
        root = Files.createDirectories(directory.resolve("context/sub")).getParent();
        Files.writeString(root.resolve("Dockerfile"), "FROM scratch\n");
        Files.writeString(root.resolve("secret"), "inside");
        files = new ConfinedFiles(root, 100);
    }

    @ParameterizedTest
    @CsvSource({"../secret", "/../../secret", "/secret", "../../../../../../../../etc/../secret", "sub/../secret"})
    void target_isResolvedWithinTheRoot(String target) throws IOException {
        Files.createSymbolicLink(root.resolve("link"), Path.of(target));
        assertThat(files.read("link"))
                .hasValueSatisfying(found -> assertThat(new String(found)).isEqualTo("inside"));
    }

    @Test
    void dotsInThePath_stopAtTheRoot() {
        assertThat(files.read("../../secret"))
                .hasValueSatisfying(found -> assertThat(new String(found)).isEqualTo("inside"));
    }

    @Test
    void linkToADirectoryOutside_findsNothing() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), directory);
        assertThat(files.read("out/secret")).isEmpty();
    }

    @Test
    void absentFile_isEmpty() {
        assertThat(files.read("sub/none")).isEmpty();
        assertThat(files.read("none/none")).isEmpty();
    }

    @Test
    void loop_isRefused() throws IOException {
        Files.createSymbolicLink(root.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(root.resolve("b"), Path.of("a"));
        assertThatThrownBy(() -> files.read("a"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("loop");
    }

    @Test
    void directory_isNoFile() {
        assertThatThrownBy(() -> files.read("sub"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("\"sub\"");
    }

    @Test
    void largeFile_meetsTheBound() throws IOException {
        Files.write(root.resolve("big"), new byte[101]);
        assertThatThrownBy(() -> files.read("big"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("100");
    }
}
