package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.ActionRecords;
import dev.slipway.engine.store.ActionRecordsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DiskActionRecordsTest extends ActionRecordsContract {
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
    protected ActionRecords actions() {
        return store.actions();
    }
}
