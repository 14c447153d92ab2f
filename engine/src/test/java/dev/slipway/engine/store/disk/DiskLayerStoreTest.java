package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.LayerStore;
import dev.slipway.engine.store.LayerStoreContract;
import dev.slipway.engine.store.OverlayFlavor;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DiskLayerStoreTest extends LayerStoreContract {
    @TempDir
    Path temp;

    private DiskStore store;

    @BeforeEach
    void open() {
        store = DiskStore.open(temp.resolve("store"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected LayerStore layers() {
        return store.layers();
    }

    @Override
    protected OverlayFlavor flavor() {
        return store.overlay();
    }
}
