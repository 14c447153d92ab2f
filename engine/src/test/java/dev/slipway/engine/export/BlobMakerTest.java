package dev.slipway.engine.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.source.BaseBlobs;
import dev.slipway.engine.store.ContentStore;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.disk.DiskStore;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImagePath;
import dev.slipway.image.MediaType;
import dev.slipway.image.layer.CompressionPool;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerBlob;
import dev.slipway.image.layer.LayerBlobWriter;
import dev.slipway.image.layer.LayerCompression;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import dev.slipway.plan.request.ExportTarget;
import dev.slipway.plan.request.LayerRules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of a base image whose origin keeps them gzip-compressed, under Docker's media type. */
class BlobMakerTest {
    @TempDir
    Path directory;

    private Store store;
    private LayerBlob base;
    private int fetched;

    @BeforeEach
    void makeBase() throws IOException {
        store = DiskStore.open(directory.resolve("store"));
        try (CompressionPool pool = CompressionPool.of(1);
                ContentStore.BlobDraft draft = store.content().begin();
                LayerBlobWriter out = LayerBlobWriter.to(draft.out(), LayerCompression.GZIP, pool)) {
            LayerTarWriter tar = LayerTarWriter.layer(out, TarTimes.WHOLE_SECONDS);
            tar.put(
                    new LayerEntry.RegularFile(ImagePath.of("/file"), EntryMetadata.of(0644, 0, 0, 0), 3),
                    new ByteArrayInputStream(new byte[] {1, 2, 3}));
            tar.finish();
            base = out.finish();
            draft.commit(base.descriptor().digest(), base.descriptor().sizeBytes());
        }
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private LayerImage only(ExportTarget.ImageOptions options) throws InterruptedException {
        return maker().layers(List.of(LayerId.of(base.diffId())), options, Optional.empty())
                .getFirst()
                .images()
                .getFirst();
    }

    private BlobMaker maker() {
        return new BlobMaker(
                store,
                new BaseBlobs() {
                    @Override
                    public Optional<Descriptor> descriptor(LayerId layer) {
                        return Optional.of(Descriptor.of(
                                MediaType.DOCKER_LAYER_GZIP,
                                base.descriptor().digest(),
                                base.descriptor().sizeBytes()));
                    }

                    @Override
                    public Optional<dev.slipway.image.ImageReference> repository(LayerId layer) {
                        return Optional.empty();
                    }

                    @Override
                    public Path blob(LayerId layer) {
                        fetched++;
                        return store.content().find(base.descriptor().digest()).orElseThrow();
                    }
                },
                LayerRules.DEFAULT);
    }

    private static ExportTarget.ImageOptions options(Compression compression, boolean force) {
        return new ExportTarget.ImageOptions(compression, Optional.empty(), force, false, List.of(), true);
    }

    @Test
    void baseLayer_keepsItsBlobUnfetchedWithOcisType() throws InterruptedException {
        LayerImage layer = only(options(Compression.ZSTD, false));

        assertThat(layer.descriptor()).isEqualTo(base.descriptor());
        assertThat(layer.diffId()).isEqualTo(base.diffId());
        assertThat(fetched).isZero();
    }

    @Test
    void forcedCompression_ofTheSameKindKeepsIt() throws InterruptedException {
        assertThat(only(options(Compression.GZIP, true)).descriptor()).isEqualTo(base.descriptor());
        assertThat(fetched).isZero();
    }

    @Test
    void forcedCompression_ofAnotherKindConvertsOnce() throws Exception {
        LayerImage first = only(options(Compression.ZSTD, true));
        LayerImage second = only(options(Compression.ZSTD, true));

        assertThat(first.descriptor().mediaType()).isEqualTo(MediaType.OCI_LAYER_ZSTD);
        assertThat(first.diffId()).isEqualTo(base.diffId());
        assertThat(second).isEqualTo(first);
        assertThat(fetched).isEqualTo(1);
    }

    @Test
    void lostBlob_isWrittenAgain() throws Exception {
        LayerImage first = only(options(Compression.UNCOMPRESSED, true));
        Files.delete(store.content().find(first.descriptor().digest()).orElseThrow());

        LayerImage second = only(options(Compression.UNCOMPRESSED, true));

        assertThat(second).isEqualTo(first);
        assertThat(store.content().find(first.descriptor().digest())).isPresent();
    }
}
