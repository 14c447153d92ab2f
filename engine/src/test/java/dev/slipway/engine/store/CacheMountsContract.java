package dev.slipway.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.plan.graph.ExecSpec.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every keeper of cache mounts keeps to. */
public abstract class CacheMountsContract {
    private static final CacheMounts.Initializer NOTHING = directory -> {};

    protected abstract CacheMounts mounts();

    @Test
    void content_staysBetweenLeases() throws Exception {
        for (Sharing sharing : Sharing.values()) {
            try (CacheMounts.Lease lease = mounts().lease("id/" + sharing, sharing, NOTHING)) {
                Files.writeString(lease.directory().resolve("kept"), "x");
            }
            try (CacheMounts.Lease lease = mounts().lease("id/" + sharing, sharing, NOTHING)) {
                assertThat(lease.directory().resolve("kept")).hasContent("x");
            }
        }
    }

    @Test
    void ids_areApart() throws Exception {
        try (CacheMounts.Lease one = mounts().lease("one", Sharing.LOCKED, NOTHING);
                CacheMounts.Lease other = mounts().lease("other", Sharing.LOCKED, NOTHING)) {
            assertThat(one.directory()).isNotEqualTo(other.directory());
        }
    }

    @Test
    void shared_isTheSameForAllAtOnce() throws Exception {
        try (CacheMounts.Lease one = mounts().lease("id", Sharing.SHARED, NOTHING);
                CacheMounts.Lease two = mounts().lease("id", Sharing.SHARED, NOTHING)) {
            assertThat(one.directory()).isEqualTo(two.directory());
        }
    }

    @Test
    void private_givesAnotherWhileOneIsLent() throws Exception {
        Path first;
        try (CacheMounts.Lease one = mounts().lease("id", Sharing.PRIVATE, NOTHING);
                CacheMounts.Lease two = mounts().lease("id", Sharing.PRIVATE, NOTHING)) {
            first = one.directory();
            assertThat(two.directory()).isNotEqualTo(first).isDirectory();
        }
        try (CacheMounts.Lease again = mounts().lease("id", Sharing.PRIVATE, NOTHING)) {
            assertThat(again.directory()).isEqualTo(first);
        }
    }

    @Test
    void locked_waitsUntilItIsFree() throws Exception {
        CompletableFuture<Path> second = new CompletableFuture<>();
        Path directory;
        try (CacheMounts.Lease one = mounts().lease("id", Sharing.LOCKED, NOTHING)) {
            directory = one.directory();
            Thread.ofVirtual().start(() -> {
                try (CacheMounts.Lease two = mounts().lease("id", Sharing.LOCKED, NOTHING)) {
                    second.complete(two.directory());
                } catch (InterruptedException e) {
                    second.completeExceptionally(e);
                }
            });
            Thread.sleep(50);
            assertThat(second).isNotDone();
        }
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(directory);
    }

    @Test
    void initializer_fillsNewDirectoriesOnly() throws Exception {
        CacheMounts.Initializer first = directory -> Files.writeString(directory.resolve("seed"), "1");
        try (CacheMounts.Lease lease = mounts().lease("id", Sharing.SHARED, first)) {
            assertThat(lease.directory().resolve("seed")).hasContent("1");
            Files.delete(lease.directory().resolve("seed"));
        }
        try (CacheMounts.Lease lease = mounts().lease("id", Sharing.SHARED, first)) {
            assertThat(lease.directory()).isEmptyDirectory();
        }
    }

    @Test
    void initializerThatBreaks_leavesTheIdNew() throws Exception {
        assertThatThrownBy(() -> mounts().lease("id", Sharing.SHARED, directory -> {
                    Files.writeString(directory.resolve("half"), "1");
                    throw new IOException("no more");
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no more");

        try (CacheMounts.Lease lease = mounts().lease("id", Sharing.SHARED, NOTHING)) {
            assertThat(lease.directory()).isEmptyDirectory();
        }
    }
}
