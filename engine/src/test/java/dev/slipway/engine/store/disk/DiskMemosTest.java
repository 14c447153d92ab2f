package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.Memos;
import dev.slipway.engine.store.MemosContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DiskMemosTest extends MemosContract {
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
    protected Memos memos() {
        return store.memos();
    }
}
