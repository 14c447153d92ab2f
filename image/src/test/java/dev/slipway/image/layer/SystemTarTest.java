package dev.slipway.image.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.FileNames;
import dev.slipway.image.ImagePath;
import dev.slipway.image.Limits;
import dev.slipway.image.layer.LayerEntry.Directory;
import dev.slipway.image.layer.LayerEntry.RegularFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our tars read by GNU tar, and GNU tar's in all its formats read by us. */
class SystemTarTest {
    @TempDir
    Path dir;

    private String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor())
                .as("%s: %s", Arrays.asList(command), output)
                .isZero();
        return output;
    }

    @Test
    void gnuTar_extractsWhatWeWrite() throws Exception {
        String name = "long-".repeat(45);
        byte[] raw = {'b', 'a', 'd', (byte) 0xff, (byte) 0xfe};
        EntryMetadata metadata = EntryMetadata.of(0640, 0, 0, 1_600_000_000);
        TreeMap<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("user.note", new byte[] {1, 0, 2});
        EntryMetadata attributed = new EntryMetadata(0600, 0, 0, -5, 0, xattrs);
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(dir.resolve("a.tar"))) {
            LayerTarWriter tar = LayerTarWriter.layer(out, TarTimes.WHOLE_SECONDS);
            tar.put(new Directory(ImagePath.of("/d"), metadata.withMode(0750)));
            for (String file : List.of(name, "ünïcode", FileNames.decode(raw))) {
                tar.put(
                        new RegularFile(ImagePath.ROOT.resolve("d/" + file), metadata, content.length),
                        new ByteArrayInputStream(content));
            }
            tar.put(new RegularFile(ImagePath.of("/d/x"), attributed, 0));
            tar.put(new LayerEntry.HardLink(ImagePath.of("/d/hard"), metadata, ImagePath.of("/d/" + name)));
            tar.put(new LayerEntry.Symlink(ImagePath.of("/d/soft"), metadata, "t".repeat(150)));
            tar.put(new LayerEntry.Fifo(ImagePath.of("/d/fifo"), metadata));
            tar.put(new LayerEntry.Whiteout(ImagePath.of("/d/gone")));
            tar.put(new LayerEntry.Opaque(ImagePath.of("/d")));
            tar.finish();
        }
        String listing = run("tar", "--numeric-owner", "-tvf", "a.tar");
        assertThat(listing).doesNotContain("WARNING").contains("drwxr-x--- 0/0").contains(".wh.gone");
        run("mkdir", "out");
        run("tar", "--xattrs", "-C", "out", "-xf", "a.tar");
        Path d = dir.resolve("out/d");
        assertThat(d.resolve(name)).hasBinaryContent(content);
        assertThat(d.resolve("hard")).hasBinaryContent(content);
        assertThat(Files.getAttribute(d.resolve(name), "unix:nlink")).isEqualTo(2);
        assertThat(Files.readSymbolicLink(d.resolve("soft"))).hasToString("t".repeat(150));
        assertThat(Files.getLastModifiedTime(d.resolve("x")).toMillis()).isEqualTo(-5000);
        assertThat(run("env", "LC_ALL=C", "ls", "-b", "out/d"))
                .contains("bad\\377\\376")
                .contains("\\303\\274n\\303\\257code");
        assertThat((byte[]) Files.getAttribute(d.resolve("x"), "user:note")).containsExactly(1, 0, 2);
    }

    @ParameterizedTest
    @CsvSource({"gnu", "pax", "ustar", "v7", "oldgnu"})
    void everyFormatOfGnuTar_isRead(String format) throws Exception {
        run("mkdir", "-p", "in/sub");
        Files.writeString(dir.resolve("in/sub/file"), "hello");
        run("ln", "in/sub/file", "in/zhard");
        run("ln", "-s", "sub/file", "in/soft");
        boolean longNames = !format.equals("v7") && !format.equals("ustar");
        String deep = longNames ? "n".repeat(200) : "short";
        Files.writeString(dir.resolve("in/" + deep), "deep");
        run("tar", "--format=" + format, "--sort=name", "-C", "in", "-cf", "a.tar", ".");
        List<LayerEntry> entries = read(dir.resolve("a.tar"));
        assertThat(entries)
                .extracting(e -> e.path().value())
                .containsExactlyInAnyOrder("/", "/" + deep, "/soft", "/sub", "/sub/file", "/zhard");
        assertThat(entries.stream().filter(LayerEntry.HardLink.class::isInstance))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"gnu, 0.0", "posix, 0.0", "posix, 0.1", "posix, 1.0"})
    void sparseFile_isReadAsItsLogicalContent(String format, String version) throws Exception {
        Path sparse = dir.resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            // More segments than one header holds.
            for (int i = 0; i < 60; i++) {
                file.seek(i * 200_000L + 4096);
                file.write(("segment " + i).getBytes(StandardCharsets.UTF_8));
            }
            file.setLength(15_000_000);
        }
        Files.writeString(dir.resolve("znext"), "after");
        run("tar", "--format=" + format, "-S", "--sparse-version=" + version, "-cf", "a.tar", "sparse", "znext");
        assertThat(Files.size(dir.resolve("a.tar"))).isLessThan(2_000_000);
        try (LayerTarReader tar = open(dir.resolve("a.tar"))) {
            RegularFile file = (RegularFile) tar.next().orElseThrow();
            assertThat(file.path().value()).isEqualTo("/sparse");
            assertThat(file.sizeBytes()).isEqualTo(15_000_000);
            assertThat(tar.isContiguous()).isFalse();
            assertThat(tar.content().readAllBytes()).isEqualTo(Files.readAllBytes(sparse));
            assertThat(tar.next().orElseThrow().path().value()).isEqualTo("/znext");
            assertThat(tar.content().readAllBytes()).asString().isEqualTo("after");
            assertThat(tar.next()).isEmpty();
        }
    }

    private static LayerTarReader open(Path tar) throws Exception {
        InputStream in = new BufferedInputStream(Files.newInputStream(tar));
        return LayerTarReader.layer(in, "test", Limits.DEFAULT);
    }

    private static List<LayerEntry> read(Path tar) throws Exception {
        List<LayerEntry> entries = new ArrayList<>();
        try (LayerTarReader reader = open(tar)) {
            Optional<LayerEntry> next;
            while ((next = reader.next()).isPresent()) {
                entries.add(next.get());
            }
        }
        return entries;
    }
}
