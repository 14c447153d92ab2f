package dev.slipway.image.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.BlobException;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.DiffId;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageJson;
import dev.slipway.image.ImagePath;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.MalformedImageException;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.layer.Compressors;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import dev.slipway.image.layout.ImageNames;
import dev.slipway.image.layout.LayoutException;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.ImageVerifier;
import dev.slipway.image.testing.RandomImages;
import dev.slipway.image.testing.Tools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageArchiveTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");

    @TempDir
    Path dir;

    private static byte[] write(ResolvedImage image, String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DockerArchiveWriter writer = DockerArchiveWriter.to(out);
        for (BlobSource layer : image.layers()) {
            writer.put(layer);
        }
        writer.put(image.configBlob());
        writer.put(BlobSource.of(MediaType.OCI_MANIFEST, image.manifestBytes()));
        List<ImageReference> references =
                List.of(names).stream().map(ImageReference::parse).toList();
        writer.finish(
                ImageIndex.oci(List.of(ImageNames.named(image.descriptor(), references.getFirst()))),
                List.of(new DockerArchiveWriter.Image(image.manifest(), references)));
        return out.toByteArray();
    }

    /** A tar of plain files and, where the content starts with {@code ->}, symlinks. */
    private static byte[] tar(Object... namesAndContents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LayerTarWriter tar = LayerTarWriter.plain(out, TarTimes.WHOLE_SECONDS);
        EntryMetadata metadata = EntryMetadata.of(0644, 0, 0, 0);
        for (int i = 0; i < namesAndContents.length; i += 2) {
            ImagePath path = ImagePath.of((String) namesAndContents[i]);
            if (namesAndContents[i + 1] instanceof String link) {
                tar.put(new LayerEntry.Symlink(path, metadata, link));
            } else {
                byte[] bytes = (byte[]) namesAndContents[i + 1];
                tar.put(new LayerEntry.RegularFile(path, metadata, bytes.length), new ByteArrayInputStream(bytes));
            }
        }
        tar.finish();
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private ImageArchive open(byte[] archive) throws IOException {
        return ImageArchive.open(Files.write(dir.resolve("a.tar"), archive), dir, Limits.DEFAULT);
    }

    @Test
    void writtenArchive_isReadBack() throws IOException {
        ResolvedImage image = RandomImages.seeded(5).image(3, Compression.GZIP);
        try (ImageArchive archive = open(write(image, "app:1", "registry.test:5000/app:2"))) {
            ResolvedImage back = archive.image("").resolve(AMD64);
            assertThat(back.manifestBytes()).isEqualTo(image.manifestBytes());
            assertThat(ImageVerifier.problems(back)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNCOMPRESSED", "GZIP"})
    void writtenArchive_isReadByOthersAsADockerArchive(String compression) throws Exception {
        ResolvedImage image = RandomImages.seeded(5).image(3, Compression.valueOf(compression));
        Files.write(dir.resolve("a.tar"), write(image, "app:1"));
        Tools.run(dir, "skopeo", "copy", "docker-archive:a.tar:app:1", "oci:copy:x");
        assertThat(Tools.run(dir, "skopeo", "inspect", "--config", "--raw", "oci:copy:x"))
                .contains("\"COPY layer2 /\"");
    }

    @Test
    void archiveOfOthers_isRead() throws Exception {
        ResolvedImage image = RandomImages.seeded(6).image(3, Compression.GZIP);
        Files.write(dir.resolve("a.tar"), write(image, "app:1"));
        // skopeo writes manifest.json with uncompressed layers and no layout, and the old names as symlinks.
        Tools.run(dir, "skopeo", "copy", "docker-archive:a.tar", "docker-archive:b.tar:other:7");
        try (ImageArchive archive = ImageArchive.open(dir.resolve("b.tar"), dir, Limits.DEFAULT)) {
            for (String name : List.of("", "other:7", "docker.io/library/other:7")) {
                ResolvedImage back = archive.image(name).resolve(AMD64);
                assertThat(back.config().diffIds()).isEqualTo(image.config().diffIds());
                assertThat(ImageVerifier.problems(back)).isEmpty();
            }
            assertThatThrownBy(() -> archive.image("other:8"))
                    .isInstanceOf(LayoutException.class)
                    .hasMessageContaining("one of ");
        }
    }

    @Test
    void compressedArchiveAndStream_areSpooledAndCleanedUp() throws IOException {
        ResolvedImage image = RandomImages.seeded(7).image(2, Compression.ZSTD);
        ByteArrayOutputStream gz = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(gz)) {
            gzip.write(write(image, "app:1"));
        }
        Path scratch = Files.createDirectory(dir.resolve("scratch"));
        Path file = Files.write(dir.resolve("a.tar.gz"), gz.toByteArray());
        try (ImageArchive archive = ImageArchive.open(file, scratch, Limits.DEFAULT);
                ImageArchive streamed = ImageArchive.spool(
                        new ByteArrayInputStream(gz.toByteArray()), "standard input", scratch, Limits.DEFAULT)) {
            assertThat(ImageVerifier.problems(archive.image("").resolve(AMD64))).isEmpty();
            assertThat(ImageVerifier.problems(streamed.image("1").resolve(AMD64)))
                    .isEmpty();
        }
        try (var left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void linkedAndCompressedLayers_areFound() throws IOException {
        ResolvedImage image = RandomImages.seeded(8).image(1, Compression.GZIP);
        BlobSource layer = image.layers().getFirst();
        byte[] compressed = layer.readAll(1 << 20);
        byte[] archive = tar(
                "manifest.json",
                utf8("[{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[\"new/layer.tar\"]}]"),
                "c.json",
                ImageJson.write(image.config()),
                "old/layer.tar",
                compressed,
                "new/layer.tar",
                "../old/layer.tar");
        try (ImageArchive opened = open(archive)) {
            ResolvedImage back = opened.image("").resolve(AMD64);
            assertThat(ImageVerifier.problems(back)).isEmpty();
            assertThat(back.layers().getFirst().descriptor()).isEqualTo(layer.descriptor());
        }
    }

    @Test
    void layerOfOtherContent_isRefusedByDiffId() throws IOException {
        ResolvedImage image = RandomImages.seeded(8).image(1, Compression.GZIP);
        DiffId diffId = image.config().diffIds().getFirst();
        byte[] archive = tar(
                "manifest.json",
                utf8("[{\"Config\":\"c.json\",\"RepoTags\":[],\"Layers\":[\"l.tar\"]}]"),
                "c.json",
                ImageJson.write(image.config()),
                "l.tar",
                RandomImages.seeded(9).layerTar(0, 3));
        try (ImageArchive opened = open(archive)) {
            BlobSource layer = opened.image("").resolve(AMD64).layers().getFirst();
            assertThatThrownBy(() -> {
                        try (InputStream in = Compressors.openTar(layer, diffId)) {
                            in.readAllBytes();
                        }
                    })
                    .isInstanceOf(BlobException.class);
        }
    }

    @Test
    void linkLoopAndMissingFiles_areRefused() throws IOException {
        byte[] loop = tar("manifest.json", "other", "other", "manifest.json");
        assertThatThrownBy(() -> open(loop)).isInstanceOf(MalformedImageException.class);
        byte[] missing = tar("manifest.json", utf8("[{\"Config\":\"../../etc/passwd\",\"Layers\":[]}]"));
        try (ImageArchive archive = open(missing)) {
            assertThatThrownBy(() -> archive.image("").resolve(AMD64))
                    .isInstanceOf(MalformedImageException.class)
                    .hasMessageContaining("no file \"../../etc/passwd\"");
        }
    }

    @Test
    void otherTar_isNoArchive() throws IOException {
        byte[] other = tar("file", utf8("x"));
        assertThatThrownBy(() -> open(other)).hasMessageContaining("no \"manifest.json\" and no \"index.json\"");
        byte[] old = tar("repositories", utf8("{}"));
        assertThatThrownBy(() -> open(old)).hasMessageContaining("Docker before 1.10");
    }

    @Test
    void tooManyEntries_areRefused() throws IOException {
        Object[] many = new Object[40];
        for (int i = 0; i < 40; i += 2) {
            many[i] = "f" + i;
            many[i + 1] = new byte[0];
        }
        Path file = Files.write(dir.resolve("a.tar"), tar(many));
        Limits small = new Limits(1000, 1000, 1000, 1000, 10, 10);
        assertThatThrownBy(() -> ImageArchive.open(file, dir, small)).hasMessageContaining("more than 10 entries");
    }
}
