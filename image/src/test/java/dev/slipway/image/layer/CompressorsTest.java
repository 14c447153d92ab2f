package dev.slipway.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.BlobException;
import dev.slipway.image.BlobSource;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressorsTest {
    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    private static byte[] read(byte[] bytes) throws IOException {
        // A source that never has anything "available" and gives one byte at a time.
        InputStream slow = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int available() {
                return 0;
            }

            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, 1));
            }
        };
        try (InputStream in = Compressors.decompress(slow, "test")) {
            return in.readAllBytes();
        }
    }

    @Test
    void gzipMembers_areAllReadFromASlowSource() throws IOException {
        byte[] one = LayerBlobWriterTest.sample(1, 100_000);
        byte[] two = LayerBlobWriterTest.sample(2, 70_000);
        assertThat(read(join(gzip(one), gzip(two)))).isEqualTo(join(one, two));
        assertThat(read(join(join(gzip(one), gzip(new byte[0])), new byte[500])))
                .isEqualTo(one);
    }

    @Test
    void garbageAfterGzip_isRefused() throws IOException {
        byte[] bytes = join(gzip(new byte[100]), new byte[] {0, 0, 'x', 'y'});
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(MalformedLayerException.class);
    }

    @Test
    void everyTruncationOfGzip_isRefused() throws IOException {
        byte[] whole = gzip(LayerBlobWriterTest.sample(1, 3000));
        for (int length = 3; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).as("length %d", length).isInstanceOf(MalformedLayerException.class);
        }
    }

    @Test
    void changedGzipByte_isRefusedOrHarmless() throws IOException {
        byte[] content = LayerBlobWriterTest.sample(1, 3000);
        byte[] whole = gzip(content);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x20;
            try {
                byte[] back = read(changed);
                // Header bytes and padding bits that mean nothing. A broken magic is no gzip at all.
                assertThat(back).isIn(content, changed);
            } catch (MalformedLayerException expected) {
                assertThat(expected.code()).isEqualTo("malformed-layer");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(dev.slipway.image.Compression.class)
    void tamperedLayer_isRefusedBeforeItsEnd(dev.slipway.image.Compression kind) throws IOException {
        byte[] tar = LayerBlobWriterTest.sample(5, 800_000);
        LayerBlobWriterTest.Written written = LayerBlobWriterTest.write(tar, LayerCompression.of(kind), 2, 100_000);
        byte[] tampered = written.bytes().clone();
        tampered[tampered.length / 2] ^= 1;
        BlobSource source = BlobSource.of(written.blob().descriptor(), () -> new ByteArrayInputStream(tampered));
        assertThatThrownBy(() -> {
                    try (InputStream in =
                            Compressors.openTar(source, written.blob().diffId())) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOfAny(BlobException.class, MalformedLayerException.class);
    }

    @Test
    void wrongDiffId_isRefused() {
        byte[] tar = new byte[1024];
        BlobSource source = BlobSource.of(MediaType.OCI_LAYER, tar);
        DiffId other = new DiffId(Digest.of(new byte[1]));
        assertThatThrownBy(() -> {
                    try (InputStream in = Compressors.openTar(source, other)) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOf(MalformedLayerException.class)
                .hasMessageContaining(other.toString());
    }

    @Test
    void foreignCompression_isNamed() {
        assertThatThrownBy(() -> read("BZh91AY".getBytes())).hasMessageContaining("bzip2");
        byte[] xz = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0};
        assertThatThrownBy(() -> read(xz)).hasMessageContaining("xz");
    }

    @Test
    void shortStreams_passThrough() throws IOException {
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read(new byte[] {0x1f})).hasSize(1);
    }
}
