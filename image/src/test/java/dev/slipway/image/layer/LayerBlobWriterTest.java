package dev.slipway.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerBlobWriterTest {
    /** Text, noise and zeros in turn, so that every kind of gzip run occurs. */
    static byte[] sample(long seed, int size) {
        Random random = new Random(seed);
        byte[] bytes = new byte[size];
        int at = 0;
        while (at < size) {
            int run = Math.min(size - at, 1 + random.nextInt(90_000));
            byte[] part = new byte[run];
            int kind = random.nextInt(3);
            if (kind == 0) {
                random.nextBytes(part);
            }
            for (int i = 0; kind == 1 && i < run; i++) {
                part[i] = (byte) ("def forward(self, x): return x\n".charAt(i % 31) + random.nextInt(2));
            }
            System.arraycopy(part, 0, bytes, at, run);
            at += run;
        }
        return bytes;
    }

    record Written(LayerBlob blob, byte[] bytes) {}

    static Written write(byte[] tar, LayerCompression compression, int threads, int step) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CompressionPool pool = CompressionPool.of(threads);
                LayerBlobWriter writer = LayerBlobWriter.to(out, compression, pool)) {
            for (int at = 0; at < tar.length; at += step) {
                writer.write(tar, at, Math.min(step, tar.length - at));
            }
            return new Written(writer.finish(), out.toByteArray());
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void blob_decompressesToTheTarWithBothDigests(Compression kind) throws IOException {
        for (int size : new int[] {0, 1, 1000, GzipBlock.SIZE, GzipBlock.SIZE + 1, 5_000_000}) {
            byte[] tar = sample(size, size);
            Written written = write(tar, LayerCompression.of(kind), 3, 77_777);
            assertThat(written.blob().diffId().digest()).isEqualTo(Digest.of(tar));
            assertThat(written.blob().uncompressedBytes()).isEqualTo(size);
            assertThat(written.blob().descriptor().digest()).isEqualTo(Digest.of(written.bytes()));
            assertThat(written.blob().descriptor().sizeBytes()).isEqualTo(written.bytes().length);
            assertThat(written.blob().descriptor().mediaType()).isEqualTo(kind.ociLayer());
            BlobSource source =
                    BlobSource.of(written.blob().descriptor(), () -> new ByteArrayInputStream(written.bytes()));
            try (InputStream back = Compressors.openTar(source, written.blob().diffId())) {
                assertThat(back.readAllBytes()).isEqualTo(tar);
            }
        }
    }

    /** Sizes around the borders of chunks, blocks and frames, in every kind of content. */
    @ParameterizedTest
    @ValueSource(ints = {16 * 1024, PlainBlock.SIZE, 2 * GzipBlock.SIZE, ZstdBlock.SIZE, 3 * ZstdBlock.SIZE})
    void sizesAroundBorders_giveTheSameBlobWithAnyThreads(int border) throws IOException {
        for (int size = border - 1; size <= border + 1; size++) {
            for (byte[] tar : new byte[][] {sample(border, size), new byte[size], noise(size)}) {
                for (Compression kind : Compression.values()) {
                    LayerCompression compression = LayerCompression.of(kind);
                    Written one = write(tar, compression, 1, 1 << 20);
                    for (int threads : new int[] {2, 3, 8}) {
                        assertThat(write(tar, compression, threads, 131_072).bytes())
                                .isEqualTo(one.bytes());
                    }
                    assertThat(one.blob().diffId().digest()).isEqualTo(Digest.of(tar));
                    InputStream blob = new ByteArrayInputStream(one.bytes());
                    try (InputStream back = Compressors.decompress(blob, "sample")) {
                        assertThat(back.readAllBytes()).isEqualTo(tar);
                    }
                }
            }
        }
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Property(tries = 25)
    void blobBytes_dependNeitherOnThreadsNorOnWrites(
            @ForAll @IntRange(max = 3_000_000) int size,
            @ForAll @IntRange(min = 1, max = 6) int threads,
            @ForAll @IntRange(min = 1000, max = 2_000_000) int step)
            throws IOException {
        byte[] tar = sample(42, size);
        for (LayerCompression compression : new LayerCompression[] {LayerCompression.GZIP, LayerCompression.ZSTD}) {
            assertThat(write(tar, compression, threads, step).bytes())
                    .isEqualTo(write(tar, compression, 1, 1 << 20).bytes());
        }
    }

    /** Noise that comes again within zstd's window: its own threads gave such input other bytes every other time. */
    @Test
    void zstdOfManyFrames_isTheSameEachTime() throws IOException {
        byte[] tar = new byte[40_000_000];
        byte[] noise = noise(1_300_000);
        for (int at = 0; at < tar.length; at += 1_400_000) {
            System.arraycopy(noise, 0, tar, at, Math.min(noise.length, tar.length - at));
        }
        byte[] first = write(tar, LayerCompression.ZSTD, 1, 99_999).bytes();
        assertThat(first.length).isLessThan(tar.length / 2);
        for (int run = 0; run < 6; run++) {
            assertThat(write(tar, LayerCompression.ZSTD, 2 + run % 2, 1 << 20).bytes())
                    .isEqualTo(first);
        }
    }

    @Test
    void zstdBlob_passesTheSystemsZstd(@TempDir Path dir) throws Exception {
        byte[] tar = sample(3, 9_000_000);
        Path file = Files.write(
                dir.resolve("layer.zst"),
                write(tar, LayerCompression.ZSTD, 2, 50_000).bytes());
        Process test = new ProcessBuilder("zstd", "-d", "-q", "-c", file.toString()).start();
        assertThat(test.getInputStream().readAllBytes()).isEqualTo(tar);
        assertThat(test.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void everyGzipLevel_isOneMemberThatOthersRead(int level) throws Exception {
        byte[] tar = sample(level, 1_500_000);
        Written written = write(tar, new LayerCompression(Compression.GZIP, level), 2, 10_000);
        try (InputStream jdk = new GZIPInputStream(new ByteArrayInputStream(written.bytes()))) {
            assertThat(jdk.readAllBytes()).isEqualTo(tar);
        }
    }

    @Test
    void gzipBlob_passesTheSystemsGzip(@TempDir Path dir) throws Exception {
        byte[] tar = sample(3, 3_000_000);
        Path file = Files.write(
                dir.resolve("layer.gz"),
                write(tar, LayerCompression.GZIP, 2, 50_000).bytes());
        Process test = new ProcessBuilder("gzip", "-tv", file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(test.getInputStream().readAllBytes())).contains("OK");
        assertThat(test.waitFor()).isZero();
        Process list = new ProcessBuilder("gzip", "-l", file.toString()).start();
        assertThat(new String(list.getInputStream().readAllBytes())).contains(" 3000000 ");
    }

    @Test
    void noise_isStoredAndNotGrown() throws IOException {
        byte[] noise = noise(4 << 20);
        assertThat(write(noise, LayerCompression.GZIP, 2, 1 << 20).bytes().length)
                .isLessThan(noise.length + noise.length / 2000);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void brokenSink_reachesTheProducer() {
        byte[] tar = sample(1, 1 << 20);
        for (Compression kind : Compression.values()) {
            try (CompressionPool pool = CompressionPool.of(2);
                    LayerBlobWriter writer = LayerBlobWriter.to(fullAfter(700_000), LayerCompression.of(kind), pool)) {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 60; i++) {
                                writer.write(tar);
                            }
                            writer.finish();
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("No space left");
            } catch (IOException e) {
                throw new AssertionError("opening", e);
            }
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void abandonedBlob_leavesNoThread() throws IOException {
        byte[] tar = sample(1, 1 << 20);
        try (CompressionPool pool = CompressionPool.of(2)) {
            for (Compression kind : Compression.values()) {
                LayerBlobWriter writer =
                        LayerBlobWriter.to(OutputStream.nullOutputStream(), LayerCompression.of(kind), pool);
                for (int i = 0; i < 9; i++) {
                    writer.write(tar);
                }
                writer.close();
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("layer-") && t.isAlive());
    }

    private static OutputStream fullAfter(int bytes) {
        return new OutputStream() {
            private int left = bytes;

            @Override
            public void write(int b) throws IOException {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                left -= length;
                if (left < 0) {
                    throw new IOException("No space left on device");
                }
            }
        };
    }
}
