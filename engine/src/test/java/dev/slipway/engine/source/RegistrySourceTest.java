package dev.slipway.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoreException;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.BlobException;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Platform;
import dev.slipway.image.layer.MalformedLayerException;
import dev.slipway.image.registry.RegistryException;
import dev.slipway.image.source.NoMatchingPlatformException;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.MemoryRegistry;
import dev.slipway.image.testing.MemoryRegistry.Fault;
import dev.slipway.image.testing.MemoryRegistry.Login;
import dev.slipway.image.testing.RandomImages;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.request.ContextSpec.ImageOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrySourceTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");

    @TempDir
    Path directory;

    private Workshop workshop;
    private MemoryRegistry registry;

    @BeforeEach
    void start() throws IOException {
        workshop = new Workshop(directory);
        registry = MemoryRegistry.start(Login.NONE);
    }

    @AfterEach
    void stop() {
        registry.close();
        workshop.close();
    }

    private ImageOrigin.Registry origin(String tag) {
        return new ImageOrigin.Registry(ImageReference.parse(registry.host() + "/app:" + tag));
    }

    private ResolvedImage pushed(long seed, String tag) throws IOException {
        ResolvedImage image = RandomImages.seeded(seed).image(3, Compression.GZIP);
        registry.put("app", tag, image);
        return image;
    }

    private static Snapshot snapshot(ImageConfig config) {
        return new Snapshot(config.diffIds().stream().map(LayerId::of).toList());
    }

    @Test
    void name_isResolvedOnceAndThenWithoutTheRegistry() throws IOException {
        ResolvedImage image = pushed(1, "1");
        try (Sources first = workshop.sources()) {
            assertThat(first.resolve(origin("1"), AMD64).manifestDigest())
                    .isEqualTo(image.descriptor().digest());
        }
        registry.close();
        try (Sources second = workshop.sources()) {
            var resolved = second.resolve(origin("1"), AMD64);
            assertThat(resolved.manifestDigest()).isEqualTo(image.descriptor().digest());
            assertThat(resolved.config()).isEqualTo(image.config());
            assertThat(resolved.layers())
                    .isEqualTo(
                            image.layers().stream().map(BlobSource::descriptor).toList());
            assertThat(resolved.origin())
                    .isEqualTo(new ImageOrigin.Registry(origin("1")
                            .reference()
                            .withDigest(image.descriptor().digest())));
        }
    }

    @Test
    void pull_asksTheRegistryAgain() throws IOException {
        pushed(1, "1");
        try (Sources first = workshop.sources()) {
            first.resolve(origin("1"), AMD64);
        }
        ResolvedImage newer = pushed(2, "1");
        try (Sources second = workshop.pulling(true).sources()) {
            assertThat(second.resolve(origin("1"), AMD64).manifestDigest())
                    .isEqualTo(newer.descriptor().digest());
        }
    }

    @Test
    void pullWithoutTheRegistry_isRefusedAlthoughAMemoExists() throws IOException {
        pushed(1, "1");
        try (Sources first = workshop.sources()) {
            first.resolve(origin("1"), AMD64);
        }
        pushed(3, "gone");
        registry.fail(
                "/manifests/1",
                Fault.UNAVAILABLE,
                Fault.UNAVAILABLE,
                Fault.UNAVAILABLE,
                Fault.UNAVAILABLE,
                Fault.UNAVAILABLE,
                Fault.UNAVAILABLE);
        try (Sources second = workshop.pulling(true).sources()) {
            assertThatThrownBy(() -> second.resolve(origin("1"), AMD64)).isInstanceOf(RegistryException.class);
        }
    }

    @Test
    void layers_areFetchedUnpackedAndKeptWithoutTheirBlobs() throws Exception {
        ResolvedImage image = pushed(1, "1");
        try (Sources sources = workshop.sources()) {
            var resolved = sources.resolve(origin("1"), AMD64);
            List<StoredLayer> layers = sources.materialise(snapshot(resolved.config()), workshop.context());
            assertThat(layers).hasSize(3);
            assertThat(layers.get(0).directory().resolve("layer0/file0")).isRegularFile();
            assertThat(layers.get(1).directory().resolve("layer1/link")).isSymbolicLink();
            assertThat(workshop.store()
                            .content()
                            .find(image.layers().get(0).descriptor().digest()))
                    .isEmpty();
        }
        assertThat(workshop.events())
                .anyMatch(event -> event instanceof BuildEvent.VertexProgress progress
                        && progress.item()
                                .equals(image.layers()
                                        .get(2)
                                        .descriptor()
                                        .digest()
                                        .toString())
                        && progress.current() == progress.total());
    }

    @Test
    void secondMaterialise_asksNothing() throws Exception {
        ResolvedImage image = pushed(1, "1");
        try (Sources sources = workshop.sources()) {
            sources.resolve(origin("1"), AMD64);
            sources.materialise(snapshot(image.config()), workshop.context());
        }
        int before = registry.requests().size();
        try (Sources sources = workshop.sources()) {
            sources.materialise(snapshot(image.config()), workshop.context());
        }
        assertThat(registry.requests()).hasSize(before);
    }

    @Test
    void layerOfARecord_isFetchedByALaterBuildThatResolvesNothing() throws Exception {
        ResolvedImage image = pushed(1, "1");
        try (Sources first = workshop.sources()) {
            first.resolve(origin("1"), AMD64);
        }
        try (Sources second = workshop.sources()) {
            assertThat(second.materialise(snapshot(image.config()), workshop.context()))
                    .hasSize(3);
            assertThat(second.descriptor(LayerId.of(image.config().diffIds().get(1))))
                    .contains(image.layers().get(1).descriptor());
        }
    }

    @Test
    void unknownLayer_isNotFoundWithAHint() {
        Snapshot unknown = new Snapshot(List.of(new LayerId(LayerId.Kind.DIFF, Digest.of(new byte[] {9}))));
        try (Sources sources = workshop.sources()) {
            assertThatThrownBy(() -> sources.materialise(unknown, workshop.context()))
                    .hasMessageContaining("where it comes from is not known")
                    .hasFieldOrPropertyWithValue("code", dev.slipway.engine.step.SourceException.Code.NOT_FOUND);
        }
    }

    @Test
    void keptBlobs_areFetchedOnceForStepsAndExport() throws Exception {
        ResolvedImage image = pushed(1, "1");
        try (Sources sources = workshop.keepingBlobs().sources()) {
            sources.resolve(origin("1"), AMD64);
            sources.materialise(snapshot(image.config()), workshop.context());
            for (int i = 0; i < 3; i++) {
                Path blob = sources.blob(LayerId.of(image.config().diffIds().get(i)));
                Descriptor expected = image.layers().get(i).descriptor();
                assertThat(Digest.of(Files.readAllBytes(blob))).isEqualTo(expected.digest());
            }
        }
        for (BlobSource layer : image.layers()) {
            assertThat(registry.requests().stream()
                            .filter(request ->
                                    request.contains(layer.descriptor().digest().toString())))
                    .hasSize(1);
        }
    }

    @Test
    void blobForExport_isFetchedWhenNoStepNeededIt() throws Exception {
        ResolvedImage image = pushed(1, "1");
        try (Sources sources = workshop.sources()) {
            sources.resolve(origin("1"), AMD64);
            Path blob = sources.blob(LayerId.of(image.config().diffIds().get(0)));
            assertThat(Files.size(blob))
                    .isEqualTo(image.layers().get(0).descriptor().sizeBytes());
        }
        assertThat(workshop.store()
                        .layers()
                        .find(LayerId.of(image.config().diffIds().get(0))))
                .isEmpty();
    }

    @Test
    void brokenConnection_isContinued() throws Exception {
        ResolvedImage image = pushed(1, "1");
        registry.fail(image.layers().get(0).descriptor().digest().hex(), Fault.TRUNCATED, Fault.UNAVAILABLE);
        try (Sources sources = workshop.sources()) {
            sources.resolve(origin("1"), AMD64);
            assertThat(sources.materialise(snapshot(image.config()), workshop.context()))
                    .hasSize(3);
        }
    }

    @Test
    void tamperedLayer_isRefusedAndLeavesNothing() throws Exception {
        ResolvedImage image = pushed(1, "1");
        Digest bad = image.layers().get(1).descriptor().digest();
        registry.fail(bad.hex(), Fault.TAMPERED, Fault.TAMPERED, Fault.TAMPERED, Fault.TAMPERED, Fault.TAMPERED);
        try (Sources sources = workshop.keepingBlobs().sources()) {
            sources.resolve(origin("1"), AMD64);
            assertThatThrownBy(() -> sources.materialise(snapshot(image.config()), workshop.context()))
                    .satisfies(fault ->
                            assertThat(isCorruption(fault)).as(fault.toString()).isTrue());
        }
        assertThat(workshop.store()
                        .layers()
                        .find(LayerId.of(image.config().diffIds().get(1))))
                .isEmpty();
        assertThat(workshop.store().content().find(bad)).isEmpty();
    }

    private static boolean isCorruption(Throwable fault) {
        for (Throwable at = fault; at != null; at = at.getCause()) {
            if (at instanceof BlobException
                    || at instanceof MalformedLayerException
                    || at instanceof StoreException store && store.code() == StoreException.Code.CORRUPT) {
                return true;
            }
        }
        return false;
    }

    @Test
    void layerThatIsNotTheConfigsDiffId_isRefused() throws Exception {
        ResolvedImage image = RandomImages.seeded(1).image(1, Compression.GZIP);
        ResolvedImage other = RandomImages.seeded(2).image(1, Compression.GZIP);
        ResolvedImage mixed = RandomImages.assemble(image.config(), other.layers());
        registry.put("app", "mixed", mixed);
        try (Sources sources = workshop.sources()) {
            sources.resolve(origin("mixed"), AMD64);
            assertThatThrownBy(() -> sources.materialise(snapshot(image.config()), workshop.context()))
                    .satisfies(fault ->
                            assertThat(isCorruption(fault)).as(fault.toString()).isTrue());
        }
        assertThat(workshop.store()
                        .layers()
                        .find(LayerId.of(image.config().diffIds().get(0))))
                .isEmpty();
    }

    @Test
    void index_givesTheImageOfThePlatform() throws Exception {
        ResolvedImage amd = RandomImages.seeded(1).image(1, Compression.GZIP);
        ResolvedImage arm = RandomImages.seeded(2).image(1, Compression.GZIP, Platform.parse("linux/arm64"));
        registry.put("app", "a", amd);
        registry.put("app", "b", arm);
        registry.put("app", "multi", ImageIndex.oci(List.of(amd.descriptor(), arm.descriptor())));
        try (Sources sources = workshop.sources()) {
            assertThat(sources.resolve(origin("multi"), Platform.parse("linux/arm64"))
                            .manifestDigest())
                    .isEqualTo(arm.descriptor().digest());
            assertThat(sources.resolve(origin("multi"), AMD64).manifestDigest())
                    .isEqualTo(amd.descriptor().digest());
            assertThatThrownBy(() -> sources.resolve(origin("multi"), Platform.parse("linux/s390x")))
                    .isInstanceOf(NoMatchingPlatformException.class);
        }
    }

    @Test
    void missingImage_namesTheLogin() {
        try (Sources sources = workshop.sources()) {
            assertThatThrownBy(() -> sources.resolve(origin("none"), AMD64))
                    .isInstanceOfSatisfying(RegistryException.class, fault -> {
                        assertThat(fault.status()).isEqualTo(404);
                        assertThat(fault.hint()).contains("docker login");
                    });
        }
        assertThat(workshop.events()).anyMatch(event -> event instanceof BuildEvent.VertexFailed);
    }

    @Test
    void imageOfTheLocalStore_comesBeforeTheRegistry_unlessPulled() throws Exception {
        ResolvedImage remote = pushed(1, "1");
        ResolvedImage local = RandomImages.seeded(5).image(2, Compression.GZIP);
        keep(local);
        workshop.store()
                .images()
                .put(new ImageNames.NamedImage(origin("1").reference(), local.descriptor(), Instant.EPOCH));
        try (Sources sources = workshop.sources()) {
            assertThat(sources.resolve(origin("1"), AMD64).manifestDigest())
                    .isEqualTo(local.descriptor().digest());
            assertThat(sources.materialise(snapshot(local.config()), workshop.context()))
                    .hasSize(2);
        }
        assertThat(registry.requests()).isEmpty();
        try (Sources sources = workshop.pulling(true).sources()) {
            assertThat(sources.resolve(origin("1"), AMD64).manifestDigest())
                    .isEqualTo(remote.descriptor().digest());
        }
    }

    private void keep(ResolvedImage image) throws IOException {
        workshop.store().content().put(image.manifestBytes());
        for (BlobSource blob : Stream.concat(Stream.of(image.configBlob()), image.layers().stream())
                .toList()) {
            Descriptor what = blob.descriptor();
            try (var in = blob.open()) {
                workshop.store().content().put(what.digest(), what.sizeBytes(), in);
            }
        }
    }
}
