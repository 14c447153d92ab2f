package dev.slipway.engine.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.LayerId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is trusted after the machine came up again. */
class SyncedLayersTest {
    @TempDir
    Path temp;

    private LayerId id;
    private Path home;

    private void layerOfAnotherBoot() throws Exception {
        try (DiskStore store = open();
                LayerDraft draft = store.layers().begin()) {
            Files.writeString(draft.directory().resolve("file"), "content");
            id = draft.commit(KnownDigests.NONE).orElseThrow().id();
        }
        home = temp.resolve("store/layers").resolve(StoreLayout.layerName(id));
        LayerMeta meta = LayerMeta.read(home).orElseThrow();
        new LayerMeta(meta.id(), meta.scan(), meta.created(), "another boot").write(home);
    }

    private DiskStore open() {
        return DiskStore.open(temp.resolve("store"));
    }

    @Test
    void wholeLayerOfAnotherBoot_isCheckedOnceAndMarked() throws Exception {
        layerOfAnotherBoot();

        try (DiskStore store = open()) {
            assertThat(store.layers().find(id)).isPresent();
        }
        assertThat(SyncedLayers.isMarked(home)).isTrue();
    }

    @Test
    void tornLayerOfAnotherBoot_isTakenAway() throws Exception {
        layerOfAnotherBoot();
        Files.write(home.resolve("fs/file"), new byte[7]);

        try (DiskStore store = open()) {
            assertThat(store.layers().find(id)).isEmpty();
        }
        assertThat(home).doesNotExist();
    }

    @Test
    void tornIndexOfAnotherBoot_isTakenAway() throws Exception {
        layerOfAnotherBoot();
        Files.write(home.resolve("strings"), new byte[4]);

        try (DiskStore store = open()) {
            assertThat(store.layers().find(id)).isEmpty();
        }
    }

    @Test
    void layerOfThisBoot_isMarkedOnceWrittenOut() throws Exception {
        layerOfAnotherBoot();
        SyncedLayers synced = new SyncedLayers(temp.resolve("store/layers"));
        synced.later(home);

        synced.now();

        assertThat(SyncedLayers.isMarked(home)).isTrue();
    }
}
