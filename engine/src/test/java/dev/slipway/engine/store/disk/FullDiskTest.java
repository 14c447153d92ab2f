package dev.slipway.engine.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.MountRights;
import dev.slipway.engine.linux.Mounts;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.StoreException;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.store.TestTar;
import dev.slipway.image.Digest;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a file system of 4 MiB. */
class FullDiskTest {
    @TempDir
    Path temp;

    private Path disk;
    private DiskStore store;
    private StoredLayer kept;

    @BeforeEach
    void smallDisk() throws Exception {
        assumeTrue(MountRights.mounts(), "run under: unshare -m --propagation private");
        disk = Files.createDirectory(temp.resolve("disk"));
        Mounts.mount("none", Place.of(disk), "tmpfs", 0, "size=4m");
        store = DiskStore.open(disk.resolve("store"));
        try (LayerDraft draft = store.layers().begin()) {
            Files.writeString(draft.directory().resolve("file"), "kept");
            kept = draft.commit(KnownDigests.NONE).orElseThrow();
        }
    }

    @AfterEach
    void unmount() throws Exception {
        if (store != null) {
            store.close();
            Mounts.unmount(Place.of(disk), Mounts.DETACH);
        }
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private void isFull(ThrowableAssert.ThrowingCallable action) throws Exception {
        assertThatThrownBy(action).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.code()).isEqualTo(StoreException.Code.NO_SPACE);
            assertThat(e.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("cache prune"));
        });
        assertThat(kept.directory().resolve("file")).hasContent("kept");
        // nothing half-made takes the space
        assertThat(store.content().find(store.content().put(noise(2_000_000)))).isPresent();
        try (LayerDraft draft = store.layers().begin()) {
            Files.writeString(draft.directory().resolve("after"), "works");
            assertThat(draft.commit(KnownDigests.NONE)).isPresent();
        }
        try (var tmp = Files.walk(disk.resolve("store/tmp"))) {
            assertThat(tmp.filter(Files::isRegularFile).map(p -> p.getFileName().toString()))
                    .containsOnly("owner", "leases");
        }
    }

    @Test
    void blobThatDoesNotFit_isRefused() throws Exception {
        byte[] big = noise(6_000_000);

        isFull(() -> store.content().put(Digest.of(big), big.length, new ByteArrayInputStream(big)));
    }

    @Test
    void layerTarThatDoesNotFit_isRefused() throws Exception {
        TestTar tar = new TestTar();
        for (int i = 0; i < 60; i++) {
            tar.file("d/file" + i, "x" + new String(noise(100_000), java.nio.charset.StandardCharsets.ISO_8859_1));
        }

        isFull(() -> store.layers().unpack(tar.diffId(), tar::open));
    }

    @Test
    void indexThatDoesNotFit_isRefused() throws Exception {
        isFull(() -> {
            try (LayerDraft draft = store.layers().begin()) {
                for (int i = 0; i < 2_000; i++) {
                    Files.createSymbolicLink(draft.directory().resolve("link" + i), Path.of("target"));
                }
                Path filler = disk.resolve("filler");
                fill(filler);
                try {
                    draft.commit(KnownDigests.NONE);
                } finally {
                    Files.delete(filler);
                }
            }
        });
    }

    private static void fill(Path filler) {
        try (var out = Files.newOutputStream(filler)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (java.io.IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void records_areRefusedAndNothingHalf() throws Exception {
        isFull(() -> {
            Path filler = disk.resolve("filler");
            fill(filler);
            try {
                for (int i = 0; i < 100; i++) {
                    store.memos().put("resolve", StoreWorker.key(i), noise(10_000));
                }
            } finally {
                Files.delete(filler);
            }
        });
        assertThat(Directories.list(Place.of(disk.resolve("store/memos")))).hasSizeLessThanOrEqualTo(1);
    }
}
