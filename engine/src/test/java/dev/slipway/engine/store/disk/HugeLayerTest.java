package dev.slipway.engine.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A layer of a million entries in the heap that the tests have (512 MiB); outside the default run:
 * {@code -Dslipway.test.huge=true}. {@code slipway.test.entries} sets another number.
 */
@EnabledIfSystemProperty(named = "slipway.test.huge", matches = "true")
class HugeLayerTest {
    private static final int ENTRIES = Integer.getInteger("slipway.test.entries", 1_000_000);

    @Test
    void millionFilesInOneDirectory_areUnpackedAndFound() throws Exception {
        Path temp = Files.createTempDirectory("huge-layer");
        try (DiskStore store = DiskStore.open(temp.resolve("store"))) {
            Path tar = temp.resolve("tar");
            DiffId diffId = write(tar);
            long start = System.nanoTime();
            StoredLayer layer =
                    store.layers().unpack(diffId, () -> new BufferedInputStream(Files.newInputStream(tar), 1 << 16));
            long unpacked = System.nanoTime();
            LayerIndex index = store.layers().index(layer);

            assertThat(layer.entries()).isEqualTo(ENTRIES + 1);
            assertThat(index.find(ImagePath.of("d/file-0000500"))).isPresent();
            assertThat(index.find(ImagePath.of("d/file-x"))).isEmpty();
            long seen = 0;
            for (var entry : index.entries()) {
                seen += entry.content().isPresent() ? 1 : 0;
            }
            assertThat(seen).isEqualTo(ENTRIES);
            System.out.printf(
                    "%d entries: unpacked in %.1f s, iterated in %.1f s%n",
                    ENTRIES, (unpacked - start) / 1e9, (System.nanoTime() - unpacked) / 1e9);
        } finally {
            Directories.deleteTree(Place.of(temp));
        }
    }

    private static DiffId write(Path tar) throws Exception {
        MessageDigest hash = Digest.sha256();
        try (OutputStream out =
                new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(tar), 1 << 16), hash)) {
            LayerTarWriter writer = LayerTarWriter.layer(out, TarTimes.WHOLE_SECONDS);
            EntryMetadata metadata = EntryMetadata.of(0755, 0, 0, 1);
            writer.put(new LayerEntry.Directory(ImagePath.of("d"), metadata));
            for (int i = 0; i < ENTRIES; i++) {
                String name = "d/file-" + "0".repeat(7 - Integer.toString(i).length()) + i;
                writer.put(new LayerEntry.RegularFile(ImagePath.of(name), metadata, 0));
            }
            writer.finish();
        }
        return new DiffId(Digest.finish(hash.digest()));
    }
}
