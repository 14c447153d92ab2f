package dev.slipway.inspect.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Compression;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.MediaType;
import dev.slipway.image.layer.MalformedLayerException;
import dev.slipway.image.testing.RandomImages;
import dev.slipway.inspect.ImageOf;
import dev.slipway.inspect.InspectException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read of layers, and what is refused. */
class ImageScanTest {
    private static byte[] tar(int number) throws IOException {
        return RandomImages.seeded(5).layerTar(number, 4);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyCompression_givesTheSameEntries(Compression compression) throws IOException {
        ImageTree plain =
                new ImageOf().layer("x", tar(1), Compression.UNCOMPRESSED).tree();
        ImageTree image = new ImageOf().layer("x", tar(1), compression).tree();
        assertThat(image.fileBytes()).isEqualTo(plain.fileBytes()).isPositive();
        assertThat(image.layers().getFirst().count()).isEqualTo(7);
        assertThat(image.layers().getFirst().tarBytes()).isEqualTo(tar(1).length);
        assertThat(image.paths().find("/layer1/file0")).isPositive();
        assertThat(image.paths().find("/layer1/none")).isNegative();
    }

    @Test
    void progressAddsUpToTheBlobs() throws Exception {
        AtomicLong read = new AtomicLong();
        var image = RandomImages.seeded(1).image(3, Compression.GZIP);
        ImageScan.read(image, read::addAndGet);
        assertThat(read.get())
                .isEqualTo(image.layers().stream()
                        .mapToLong(layer -> layer.descriptor().sizeBytes())
                        .sum());
    }

    @Test
    void aLayerThatEndsEarly_namesTheLayer() throws IOException {
        byte[] cut = Arrays.copyOf(tar(0), 700);
        ImageOf image = new ImageOf().mislabelled(MediaType.OCI_LAYER, cut, new DiffId(Digest.of(cut)));
        assertThatThrownBy(image::tree)
                .isInstanceOf(MalformedLayerException.class)
                .hasMessageContaining("layer " + Digest.of(cut));
    }

    @Test
    void anotherDiffIdThanTheConfigs_isRefused() throws IOException {
        byte[] tar = tar(0);
        ImageOf image = new ImageOf().mislabelled(MediaType.OCI_LAYER, tar, new DiffId(Digest.of(new byte[1])));
        assertThatThrownBy(image::tree).isInstanceOf(ImageException.class).hasMessageContaining("diffID");
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.layer.v1.tar+gzip+encrypted, encrypted",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip, foreign",
        "application/vnd.oci.image.layer.nondistributable.v1.tar, foreign",
        "application/x-something, unknown"
    })
    void layersThatCannotBeRead_areNamedWithTheReason(String type, String reason) {
        byte[] bytes = new byte[1024];
        ImageOf image = new ImageOf().mislabelled(new MediaType(type), bytes, new DiffId(Digest.of(bytes)));
        assertThatThrownBy(image::tree)
                .isInstanceOf(InspectException.class)
                .hasMessageContaining("layer 1 " + Digest.of(bytes))
                .hasMessageContaining(reason)
                .hasMessageContaining(type);
    }

    @Test
    void anUnknownCompression_isNamed() {
        byte[] bytes = {'B', 'Z', 'h', '9', 1, 2, 3, 4};
        ImageOf image = new ImageOf().mislabelled(MediaType.OCI_LAYER_GZIP, bytes, new DiffId(Digest.of(bytes)));
        assertThatThrownBy(image::tree).isInstanceOf(ImageException.class).hasMessageContaining("bzip2");
    }

    @Test
    void aTableOfPaths_refusesMoreThanItsLimit() {
        PathTable paths = new PathTable(3);
        assertThat(paths.path(paths.intern("/a/b"))).isEqualTo("/a/b");
        assertThat(paths.intern("/a/b")).isEqualTo(paths.find("/a/b"));
        assertThatThrownBy(() -> paths.intern("/c"))
                .isInstanceOf(InspectException.class)
                .hasMessageContaining("more than 3 paths");
    }

    @Test
    void aTableOfPaths_growsPastItsFirstSizes() {
        PathTable paths = new PathTable(100_000);
        for (int i = 0; i < 20_000; i++) {
            paths.intern("/d" + i % 100 + "/file-" + i);
        }
        assertThat(paths.size()).isEqualTo(20_101);
        assertThat(paths.path(paths.find("/d7/file-19907"))).isEqualTo("/d7/file-19907");
    }
}
