package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.CacheMounts;
import dev.slipway.engine.store.CacheMountsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheMountsTest extends CacheMountsContract {
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
    protected CacheMounts mounts() {
        return store.cacheMounts();
    }
}
