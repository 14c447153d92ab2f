package dev.slipway.engine.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreVersionTest {
    @TempDir
    Path temp;

    private void refused(String... parts) {
        assertThatThrownBy(() -> DiskStore.open(temp))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreException.Code.BAD_LAYOUT))
                .hasMessageContainingAll(parts);
    }

    @Test
    void newStore_saysItsVersion() throws Exception {
        DiskStore.open(temp).close();

        assertThat(Files.readString(temp.resolve("version"))).matches("slipway-store 1 (trusted|user)\n");
        DiskStore.open(temp).close();
    }

    @Test
    void newerStore_isRefused() throws Exception {
        Files.writeString(temp.resolve("version"), "slipway-store 2 trusted\n");
        refused("version 2", "expected: 1");
    }

    @Test
    void foreignDirectory_isRefusedAndLeftAlone() throws Exception {
        Files.writeString(temp.resolve("thesis.txt"), "x");
        refused("thesis.txt");
        assertThat(temp.toFile().list()).hasSize(1);
    }
}
