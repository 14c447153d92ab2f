package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.ContentStore;
import dev.slipway.engine.store.ContentStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DiskContentStoreTest extends ContentStoreContract {
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
    protected ContentStore content() {
        return store.content();
    }
}
