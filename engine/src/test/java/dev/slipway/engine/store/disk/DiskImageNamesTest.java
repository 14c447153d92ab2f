package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.ImageNamesContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DiskImageNamesTest extends ImageNamesContract {
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
    protected ImageNames names() {
        return store.images();
    }
}
