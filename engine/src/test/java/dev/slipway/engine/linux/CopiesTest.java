package dev.slipway.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiesTest {
    @TempDir
    Path temp;

    @Test
    void copy_isByteForByte() throws Exception {
        byte[] content = new byte[300_000];
        new Random(7).nextBytes(content);
        Files.write(temp.resolve("from"), content);

        assertThat(copy(temp.resolve("from"))).isEqualTo(content.length);

        assertThat(temp.resolve("to")).hasBinaryContent(content);
    }

    @Test
    void fileThatSaysItIsEmpty_isCopiedByReading() throws Exception {
        long copied = copy(Path.of("/proc/self/status"));

        assertThat(copied).isPositive().isEqualTo(Files.size(temp.resolve("to")));
    }

    private long copy(Path source) throws Exception {
        try (OpenFile from = OpenFile.read(Place.of(source));
                OpenFile to = OpenFile.open(Place.of(temp.resolve("to")), OpenFile.WRITE | OpenFile.CREATE, 0644)) {
            return Copies.copy(from, to);
        }
    }
}
