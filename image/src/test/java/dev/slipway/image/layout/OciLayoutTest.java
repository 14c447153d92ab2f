package dev.slipway.image.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.BlobException;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.FileBlob;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.MalformedImageException;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.source.ArchiveEntries;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.ImageVerifier;
import dev.slipway.image.testing.RandomImages;
import dev.slipway.image.testing.Tools;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OciLayoutTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");

    @TempDir
    Path dir;

    private static ImageIndex write(LayoutWriter writer, ResolvedImage image, String name) throws IOException {
        for (BlobSource layer : image.layers()) {
            writer.put(layer);
        }
        writer.put(image.configBlob());
        writer.put(BlobSource.of(MediaType.OCI_MANIFEST, image.manifestBytes()));
        ImageIndex index = ImageIndex.oci(List.of(ImageNames.named(image.descriptor(), ImageReference.parse(name))));
        writer.finish(index);
        return index;
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void directoryLayout_isReadBackByUsAndSkopeo(Compression compression) throws Exception {
        ResolvedImage image = RandomImages.seeded(3).image(3, compression);
        Path layoutDir = dir.resolve("layout");
        ImageIndex index;
        try (DirectoryLayoutWriter writer = DirectoryLayoutWriter.in(layoutDir)) {
            index = write(writer, image, "app:1.0");
        }
        OciLayout layout = OciLayout.open(layoutDir, Limits.DEFAULT);
        assertThat(layout.index()).isEqualTo(index);
        for (String name : List.of(
                "",
                "1.0",
                "app:1.0",
                "docker.io/library/app:1.0",
                index.manifests().getFirst().digest().toString())) {
            ResolvedImage back = layout.image(name).resolve(AMD64);
            assertThat(back.config()).isEqualTo(image.config());
            assertThat(ImageVerifier.problems(back)).isEmpty();
        }
        String inspected = Tools.run(dir, "skopeo", "inspect", "--raw", "oci:layout:1.0");
        assertThat(inspected).isEqualTo(new String(image.manifestBytes()));
        Tools.run(dir, "skopeo", "copy", "--preserve-digests", "oci:layout:1.0", "oci:copy:1.0");
        assertThat(OciLayout.open(dir.resolve("copy"), Limits.DEFAULT)
                        .find("1.0")
                        .digest())
                .isEqualTo(image.descriptor().digest());
    }

    @Test
    void tarLayout_isReadBackByUsAndSkopeo() throws Exception {
        ResolvedImage image = RandomImages.seeded(4).image(2, Compression.GZIP);
        Path file = dir.resolve("layout.tar");
        try (OutputStream out = Files.newOutputStream(file);
                TarLayoutWriter writer = TarLayoutWriter.to(out)) {
            write(writer, image, "app:1.0");
        }
        try (ArchiveEntries entries = ArchiveEntries.open(file, dir, Limits.DEFAULT)) {
            ResolvedImage back =
                    TarLayout.of(entries, Limits.DEFAULT).image("1.0").resolve(AMD64);
            assertThat(back.manifestBytes()).isEqualTo(image.manifestBytes());
            assertThat(ImageVerifier.problems(back)).isEmpty();
        }
        assertThat(Tools.run(dir, "skopeo", "inspect", "--raw", "oci-archive:layout.tar:1.0"))
                .isEqualTo(new String(image.manifestBytes()));
    }

    @Test
    void sameImage_givesTheSameTar() throws IOException {
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        write(TarLayoutWriter.to(one), RandomImages.seeded(4).image(2, Compression.GZIP), "app:1");
        write(TarLayoutWriter.to(two), RandomImages.seeded(4).image(2, Compression.GZIP), "app:1");
        assertThat(one.toByteArray()).isEqualTo(two.toByteArray());
    }

    @Test
    void fileBlob_isLinkedNotCopied() throws Exception {
        Path stored = Files.write(dir.resolve("stored"), new byte[5000]);
        Descriptor descriptor = Descriptor.of(MediaType.OCI_LAYER, Digest.of(new byte[5000]), 5000);
        DirectoryLayoutWriter writer = DirectoryLayoutWriter.in(dir.resolve("layout"));
        writer.put(new FileBlob(descriptor, stored));
        writer.put(new FileBlob(descriptor, stored));
        assertThat(Files.getAttribute(stored, "unix:nlink")).isEqualTo(2);
        try (var files = Files.list(dir.resolve("layout/blobs/sha256"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void fileBlobOfAnotherFileSystem_isCopied() throws Exception {
        Path memory = Files.createTempDirectory(Path.of("/dev/shm"), "layout");
        try {
            byte[] bytes = new byte[300_000];
            new Random(8).nextBytes(bytes);
            Path stored = Files.write(memory.resolve("stored"), bytes);
            assertThat(Files.getFileStore(stored)).isNotEqualTo(Files.getFileStore(dir));
            Descriptor descriptor = Descriptor.of(MediaType.OCI_LAYER, Digest.of(bytes), bytes.length);
            DirectoryLayoutWriter.in(dir.resolve("layout")).put(new FileBlob(descriptor, stored));
            Path blob = dir.resolve("layout/blobs/sha256/" + descriptor.digest().hex());
            assertThat(blob).hasBinaryContent(bytes);
            assertThat(Files.getAttribute(stored, "unix:nlink")).isEqualTo(1);
        } finally {
            Files.deleteIfExists(memory.resolve("stored"));
            Files.delete(memory);
        }
    }

    @Test
    void fileBlobOfAnotherSize_isRefusedAndLeavesNothing() throws Exception {
        Path stored = Files.write(dir.resolve("stored"), new byte[4999]);
        Descriptor descriptor = Descriptor.of(MediaType.OCI_LAYER, Digest.of(new byte[5000]), 5000);
        DirectoryLayoutWriter writer = DirectoryLayoutWriter.in(dir.resolve("layout"));
        assertThatThrownBy(() -> writer.put(new FileBlob(descriptor, stored)))
                .hasMessageContaining("has 4999 bytes (expected: 5000 bytes)");
        assertThat(dir.resolve("layout/blobs/sha256")).isEmptyDirectory();
    }

    @Test
    void tarWithTransferredFiles_isTheOneThatWasStreamed() throws Exception {
        ResolvedImage image = RandomImages.seeded(5).image(3, Compression.ZSTD);
        ByteArrayOutputStream streamed = new ByteArrayOutputStream();
        write(TarLayoutWriter.to(streamed), image, "app:1");
        Path stored = Files.createDirectory(dir.resolve("stored"));
        Path file = dir.resolve("layout.tar");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            LayoutWriter tar = TarLayoutWriter.to(out, Optional.of((blob, sizeBytes) -> {
                out.flush();
                FileTransfer.copy(blob, sizeBytes, channel);
            }));
            for (BlobSource layer : image.layers()) {
                Path blob = stored.resolve(layer.descriptor().digest().hex());
                tar.put(new FileBlob(layer.descriptor(), Files.write(blob, layer.readAll(1 << 24))));
            }
            write(tar, image, "app:1");
        }
        assertThat(file).hasBinaryContent(streamed.toByteArray());
    }

    @Test
    void tamperedBlob_isRefusedOnReading() throws IOException {
        ResolvedImage image = RandomImages.seeded(3).image(1, Compression.GZIP);
        write(DirectoryLayoutWriter.in(dir), image, "app:1");
        Path blob = dir.resolve("blobs/sha256/"
                + image.layers().getFirst().descriptor().digest().hex());
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);
        ResolvedImage back = OciLayout.open(dir, Limits.DEFAULT).image("").resolve(AMD64);
        assertThatThrownBy(() -> back.layers().getFirst().readAll(1 << 20)).isInstanceOf(BlobException.class);
    }

    @Test
    void brokenSource_leavesNoBlob() throws IOException {
        byte[] wrong = new byte[10];
        Descriptor promised = Descriptor.of(MediaType.OCI_LAYER, Digest.of(new byte[11]), 10);
        DirectoryLayoutWriter writer = DirectoryLayoutWriter.in(dir);
        BlobSource lying = BlobSource.of(promised, () -> new java.io.ByteArrayInputStream(wrong));
        assertThatThrownBy(() -> writer.put(lying)).isInstanceOf(BlobException.class);
        try (var files = Files.list(dir.resolve("blobs/sha256"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void unknownName_listsWhatThereIs() throws IOException {
        write(DirectoryLayoutWriter.in(dir), RandomImages.seeded(3).image(1, Compression.GZIP), "app:1");
        OciLayout layout = OciLayout.open(dir, Limits.DEFAULT);
        assertThatThrownBy(() -> layout.find("2"))
                .isInstanceOf(LayoutException.class)
                .hasMessageContaining("no image \"2\" (expected: one of 1)");
    }

    @Test
    void otherDirectory_isNoLayout() {
        assertThatThrownBy(() -> OciLayout.open(dir, Limits.DEFAULT))
                .isInstanceOf(MalformedImageException.class)
                .hasMessageContaining("no file \"oci-layout\"");
        assertThatThrownBy(() -> OciLayout.open(dir.resolve("missing"), Limits.DEFAULT))
                .isInstanceOf(MalformedImageException.class);
    }
}
