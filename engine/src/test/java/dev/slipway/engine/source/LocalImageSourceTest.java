package dev.slipway.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.Limits;
import dev.slipway.image.Platform;
import dev.slipway.image.layout.DirectoryLayoutWriter;
import dev.slipway.image.layout.LayoutException;
import dev.slipway.image.layout.OciLayout;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.RandomImages;
import dev.slipway.plan.request.ContextSpec.ImageOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts and archives, written by this project and by skopeo. */
class LocalImageSourceTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");

    @TempDir
    Path directory;

    private Workshop workshop;
    private ResolvedImage image;
    private Path layout;

    @BeforeEach
    void start() throws IOException {
        workshop = new Workshop(directory);
        image = RandomImages.seeded(7).image(3, Compression.GZIP);
        layout = directory.resolve("layout");
        write(layout, image, "1");
    }

    @AfterEach
    void stop() {
        workshop.close();
    }

    static void write(Path layout, ResolvedImage image, String tag) throws IOException {
        try (DirectoryLayoutWriter writer = DirectoryLayoutWriter.in(layout)) {
            for (BlobSource blob : Stream.concat(Stream.of(image.configBlob()), image.layers().stream())
                    .toList()) {
                writer.put(blob);
            }
            writer.put(BlobSource.of(image.manifest().mediaType(), image.manifestBytes()));
            writer.finish(ImageIndex.oci(
                    List.of(image.descriptor().withAnnotations(Map.of("org.opencontainers.image.ref.name", tag)))));
        }
    }

    private static Snapshot snapshot(dev.slipway.plan.source.ResolvedImage resolved) {
        return new Snapshot(
                resolved.config().diffIds().stream().map(LayerId::of).toList());
    }

    private List<StoredLayer> all(ImageOrigin origin) throws InterruptedException {
        try (Sources sources = workshop.sources()) {
            var resolved = sources.resolve(origin, AMD64);
            assertThat(resolved.config()).isEqualTo(image.config());
            return sources.materialise(snapshot(resolved), workshop.context());
        }
    }

    private ImageOrigin.Layout tagged(String tag) {
        return new ImageOrigin.Layout(layout, Optional.of(tag), Optional.empty());
    }

    @Test
    void layout_isReadInPlaceAndPinned() throws Exception {
        assertThat(all(tagged("1"))).hasSize(3);
        try (Sources sources = workshop.sources()) {
            assertThat(sources.resolve(tagged("1"), AMD64).origin())
                    .isEqualTo(new ImageOrigin.Layout(
                            layout,
                            Optional.of("1"),
                            Optional.of(image.descriptor().digest())));
        }
        assertThat(workshop.store()
                        .content()
                        .find(image.layers().get(0).descriptor().digest()))
                .isEmpty();
    }

    @Test
    void layoutThatChanged_isReadAnew() throws Exception {
        all(tagged("1"));
        ResolvedImage other = RandomImages.seeded(8).image(1, Compression.ZSTD);
        write(layout, other, "1");
        try (Sources sources = workshop.sources()) {
            assertThat(sources.resolve(tagged("1"), AMD64).manifestDigest())
                    .isEqualTo(other.descriptor().digest());
        }
    }

    @Test
    void unknownTagOfALayout_isNamed() {
        try (Sources sources = workshop.sources()) {
            assertThatThrownBy(() -> sources.resolve(tagged("nope"), AMD64))
                    .isInstanceOf(LayoutException.class)
                    .hasMessageContaining("nope");
        }
    }

    @Test
    void directoryThatIsNoLayout_isRefused() {
        ImageOrigin nowhere = new ImageOrigin.Layout(directory.resolve("nowhere"), Optional.empty(), Optional.empty());
        try (Sources sources = workshop.sources()) {
            assertThatThrownBy(() -> sources.resolve(nowhere, AMD64))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("nowhere");
        }
    }

    @Test
    void truncatedBlobOfALayout_isRefused() throws Exception {
        Path blob = OciLayout.open(layout, Limits.DEFAULT)
                .blob(image.layers().get(1).descriptor())
                .file();
        try (var file = Files.newByteChannel(blob, StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
        }
        assertThatThrownBy(() -> all(tagged("1"))).hasMessageContaining("sha256");
        assertThat(workshop.store()
                        .layers()
                        .find(LayerId.of(image.config().diffIds().get(1))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-archive", "oci-archive"})
    void archiveMadeBySkopeo_givesTheSameLayers(String form) throws Exception {
        Path archive = directory.resolve("image.tar");
        Workshop.run(
                directory,
                "skopeo",
                "--insecure-policy",
                "copy",
                "oci:" + layout + ":1",
                form + ":" + archive + ":app:1");
        ImageOrigin origin = new ImageOrigin.Archive(archive, Optional.empty());
        List<StoredLayer> layers = all(origin);
        assertThat(layers.stream().map(StoredLayer::id))
                .isEqualTo(image.config().diffIds().stream().map(LayerId::of).toList());
    }

    @Test
    void compressedArchive_isReadThroughOneUnpackedCopyThatGoesAway() throws Exception {
        Path archive = directory.resolve("image.tar");
        Workshop.run(
                directory,
                "skopeo",
                "--insecure-policy",
                "copy",
                "oci:" + layout + ":1",
                "docker-archive:" + archive + ":app:1");
        Workshop.run(directory, "gzip", archive.toString());
        assertThat(all(new ImageOrigin.Archive(directory.resolve("image.tar.gz"), Optional.of("app:1"))))
                .hasSize(3);
        try (Stream<Path> left = Files.walk(workshop.store().root())) {
            assertThat(left.filter(path -> path.toString().contains("temporary"))
                            .filter(Files::isRegularFile))
                    .isEmpty();
        }
    }

    @Test
    void archiveThatIsMissing_isNamed() {
        ImageOrigin missing = new ImageOrigin.Archive(directory.resolve("none.tar"), Optional.empty());
        try (Sources sources = workshop.sources()) {
            assertThatThrownBy(() -> sources.resolve(missing, AMD64))
                    .isInstanceOfSatisfying(
                            SourceException.class,
                            fault -> assertThat(fault.code()).isEqualTo(SourceException.Code.NOT_FOUND))
                    .hasMessageContaining("none.tar");
        }
    }

    @Test
    void blobOfAnArchive_isCopiedForAnExport() throws Exception {
        Path archive = directory.resolve("image.tar");
        Workshop.run(
                directory,
                "skopeo",
                "--insecure-policy",
                "copy",
                "oci:" + layout + ":1",
                "docker-archive:" + archive + ":app:1");
        try (Sources sources = workshop.sources()) {
            var resolved = sources.resolve(new ImageOrigin.Archive(archive, Optional.empty()), AMD64);
            LayerId first = LayerId.of(resolved.config().diffIds().getFirst());
            Path blob = sources.blob(first);
            assertThat(Digest.of(Files.readAllBytes(blob)))
                    .isEqualTo(sources.descriptor(first).orElseThrow().digest());
        }
    }
}
