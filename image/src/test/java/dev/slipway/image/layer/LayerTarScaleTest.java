package dev.slipway.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.ImagePath;
import dev.slipway.image.Limits;
import dev.slipway.image.layer.LayerEntry.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Streams that are large, and streams that are nonsense. */
class LayerTarScaleTest {
    private static final long BIG = 9L << 30;

    /** Nine GiB of zeros that cost nothing. */
    private static InputStream zeros(long count) {
        return new InputStream() {
            private long left = count;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                int got = (int) Math.min(left, length);
                Arrays.fill(buffer, offset, offset + got, (byte) 0);
                left -= got;
                return got;
            }

            @Override
            public long skip(long wanted) {
                long got = Math.min(left, wanted);
                left -= got;
                return got;
            }
        };
    }

    private static byte[] headerOf(LayerEntry.RegularFile file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                if (size() < 1536) {
                    super.write(bytes, offset, length);
                }
            }
        };
        LayerTarWriter tar = LayerTarWriter.layer(out, TarTimes.WHOLE_SECONDS);
        assertThatThrownBy(() -> tar.put(file, new ByteArrayInputStream(new byte[0])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended " + file.sizeBytes() + " bytes early");
        return out.toByteArray();
    }

    @Test
    void fileOfNineGib_isReadWithItsSize() throws IOException {
        RegularFile file = new RegularFile(ImagePath.of("/big"), EntryMetadata.of(0644, 0, 0, 0), BIG);
        byte[] tail = new RawTar().file("after", "x").end();
        InputStream stream = new SequenceInputStream(Collections.enumeration(
                List.of(new ByteArrayInputStream(headerOf(file)), zeros(BIG), new ByteArrayInputStream(tail))));
        // SequenceInputStream reads where it could skip; 9 GiB of that take a second or two.
        try (LayerTarReader tar = LayerTarReader.layer(stream, "big", Limits.DEFAULT)) {
            assertThat(tar.next()).contains(file);
            assertThat(tar.next().orElseThrow().path().value()).isEqualTo("/after");
            assertThat(tar.position()).isGreaterThan(BIG);
            assertThat(tar.next()).isEmpty();
        }
    }

    @Test
    void millionEntries_needNoMemory() throws IOException {
        byte[] header =
                Arrays.copyOf(new RawTar().file("some/path/to/a/file", "").end(), 512);
        InputStream endless = new InputStream() {
            private long at;

            @Override
            public int read() {
                throw new IllegalStateException("byte-wise reading of a big stream");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (at == 512L * 1_000_000) {
                    return -1;
                }
                int start = (int) (at % 512);
                int got = Math.min(length, 512 - start);
                System.arraycopy(header, start, buffer, offset, got);
                at += got;
                return got;
            }
        };
        System.gc();
        long before = used();
        int count = 0;
        try (LayerTarReader tar = LayerTarReader.layer(endless, "many", Limits.DEFAULT)) {
            Optional<LayerEntry> next;
            while ((next = tar.next()).isPresent()) {
                count++;
            }
            System.gc();
            assertThat(used() - before).isLessThan(32 << 20);
        }
        assertThat(count).isEqualTo(1_000_000);
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Property(tries = 1500)
    void changedTars_areReadOrRefusedButNeverBreakTheReader(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] tar = new RawTar()
                .extension('g', RawTar.records("uid", "7"))
                .pax("path", "some/name", "SCHILY.xattr.user.a", "b", "mtime", "12.5")
                .file("x", "content")
                .pax(
                        "GNU.sparse.major",
                        "1",
                        "GNU.sparse.minor",
                        "0",
                        "GNU.sparse.name",
                        "s",
                        "GNU.sparse.realsize",
                        "5000")
                .file("GNUSparseFile.1/s", "1\n100\n6\n" + "\0".repeat(503) + "sparse")
                .extension('L', "long/name\0".getBytes())
                .header("l", '2', 0, "target")
                .base256File("b", 3, 9)
                .file(".wh.x", "")
                .end();
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(tar.length);
            tar[at] = (byte) random.nextInt(256);
            // Half the time the checksum agrees again, so that the field itself is judged.
            if (random.nextBoolean()) {
                repair(tar, at / 512 * 512);
            }
        }
        byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(tar, random.nextInt(tar.length)) : tar;
        try (LayerTarReader reader = LayerTarReader.layer(new ByteArrayInputStream(cut), "fuzz", Limits.DEFAULT)) {
            Optional<LayerEntry> next;
            while ((next = reader.next()).isPresent()) {
                LayerEntry entry = next.get();
                assertThat(entry.path().value()).startsWith("/").doesNotContain("/../");
                if (entry instanceof RegularFile file && file.sizeBytes() < 1 << 20) {
                    assertThat((long) reader.content().readAllBytes().length).isEqualTo(file.sizeBytes());
                }
            }
        } catch (MalformedLayerException e) {
            assertThat(e).hasMessageStartingWith("cannot read fuzz");
        }
    }

    private static void repair(byte[] tar, int block) {
        Arrays.fill(tar, block + 148, block + 156, (byte) ' ');
        int sum = 0;
        for (int i = block; i < block + 512; i++) {
            sum += tar[i] & 0xFF;
        }
        String digits = String.format("%06o", sum);
        for (int i = 0; i < 6; i++) {
            tar[block + 148 + i] = (byte) digits.charAt(i);
        }
        tar[block + 154] = 0;
    }
}
