package dev.slipway.engine.file;

import static dev.slipway.engine.file.Steps.copy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.step.StepException;
import dev.slipway.engine.tree.Plant;
import dev.slipway.image.ImagePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class AddArchiveTest {
    @TempDir
    Path temp;

    private Steps steps;

    @BeforeEach
    void plant() throws Exception {
        steps = new Steps(temp);
        steps.root
                .dir("existing", 0711)
                .file("existing/old")
                .file("existing/was-file")
                .file("existing/was-dir/x");
    }

    /** A tar in memory. */
    static final class Tar {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream out = new TarArchiveOutputStream(bytes);

        Tar() {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        }

        Tar file(String name, String content, Consumer<TarArchiveEntry> more) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setModTime(Plant.TIME * 1000);
            entry.setSize(content.length());
            more.accept(entry);
            out.putArchiveEntry(entry);
            out.write(content.getBytes(StandardCharsets.ISO_8859_1));
            out.closeArchiveEntry();
            return this;
        }

        Tar file(String name) throws IOException {
            return file(name, name, entry -> {});
        }

        Tar other(String name, byte type, Consumer<TarArchiveEntry> more) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            entry.setModTime(Plant.TIME * 1000);
            more.accept(entry);
            out.putArchiveEntry(entry);
            out.closeArchiveEntry();
            return this;
        }

        Tar dir(String name, int mode) throws IOException {
            return other(name + "/", TarConstants.LF_DIR, entry -> entry.setMode(mode));
        }

        Tar link(String name, byte type, String target) throws IOException {
            return other(name, type, entry -> entry.setLinkName(target));
        }

        byte[] bytes() throws IOException {
            out.close();
            return bytes.toByteArray();
        }
    }

    private void context(String name, byte[] bytes) throws IOException {
        Files.write(steps.context.path().resolve(name), bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "gzip", "bzip2", "xz", "zstd"})
    void recognisedArchive_isUnpacked(String compression) throws Exception {
        context("any.name", compressed(compression, new Tar().file("d/a").bytes()));
        steps.run(copy("/to").from("any.name").unpack());
        assertThat(steps.content("/to/d/a")).isEqualTo("d/a");
        assertThat(steps.drawn("/to/d")).startsWith("dir 755 0:0");
    }

    private static byte[] compressed(String compression, byte[] tar) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = switch (compression) {
            case "gzip" -> new GZIPOutputStream(bytes);
            case "bzip2" -> new BZip2CompressorOutputStream(bytes);
            case "xz" -> new XZOutputStream(bytes, new LZMA2Options(1));
            case "zstd" -> new com.github.luben.zstd.ZstdOutputStream(bytes);
            default -> bytes;
        }) {
            out.write(tar);
        }
        return bytes.toByteArray();
    }

    @Test
    void whatIsNoArchive_isCopied() throws Exception {
        context("empty.tar", new byte[0]);
        context("zeros.tar", new byte[1024]);
        context("text.tar.gz", compressed("gzip", "just text".getBytes(StandardCharsets.US_ASCII)));
        context("broken.gz", new byte[] {0x1F, (byte) 0x8B, 8, 1, 2, 3});
        steps.run(copy("/to/").from("*").unpack());
        assertThat(steps.drawn()).contains("/to/empty.tar", "/to/zeros.tar", "/to/text.tar.gz", "/to/broken.gz");
    }

    @Test
    void copy_unpacksNothing() throws Exception {
        context("a.tar", new Tar().file("x").bytes());
        steps.run(copy("/to/").from("a.tar"));
        assertThat(steps.drawn()).contains("/to/a.tar").doesNotContain("/to/x");
    }

    @Test
    void entries_keepTheArchivesOwnerModeAndTime() throws Exception {
        Tar tar = new Tar()
                .file("a", "x", entry -> {
                    entry.setIds(12, 34);
                    entry.setMode(04755);
                })
                .dir("d", 0700);
        context("a.tar", tar.bytes());
        steps.run(copy("/to").from("a.tar").unpack().chmod(0600));
        assertThat(steps.drawn("/to/a")).contains(" 4755 12:34 @" + Plant.TIME);
        assertThat(steps.drawn("/to/d")).isEqualTo("dir 700 0:0 @" + Plant.TIME + ".0");
        assertThat(steps.drawn("/to")).startsWith("dir 755 0:0");
        steps.run(copy("/owned").from("a.tar").unpack().chown("5", "6"));
        assertThat(steps.drawn("/owned/a")).contains(" 4755 5:6 ");
        assertThat(steps.drawn("/owned")).contains(" 5:6 ");
    }

    @Test
    void existingEntries_mergeOrAreReplaced() throws Exception {
        Tar tar = new Tar()
                .dir(".", 0700)
                .dir("was-file", 0750)
                .file("was-file/in")
                .file("was-dir", "now a file", entry -> {});
        context("a.tar", tar.bytes());
        steps.run(copy("/existing").from("a.tar").unpack());
        assertThat(steps.drawn("/existing")).startsWith("dir 711 ");
        assertThat(steps.content("/existing/was-file/in")).isEqualTo("was-file/in");
        assertThat(steps.content("/existing/was-dir")).isEqualTo("now a file");
        assertThat(steps.content("/existing/old")).isEqualTo("existing/old");
    }

    @Test
    void directoryReplacedAndMadeAgain_isEmptyOfTheOld() throws Exception {
        Tar tar = new Tar()
                .file("was-dir", "file", entry -> {})
                .dir("was-dir", 0755)
                .file("was-dir/new");
        context("a.tar", tar.bytes());
        steps.run(copy("/existing").from("a.tar").unpack());
        assertThat(steps.drawn()).contains("/existing/was-dir/new").doesNotContain("/existing/was-dir/x");
    }

    @Test
    void linkOnTheWay_isFollowedInsideTheDestination() throws Exception {
        steps.root.dir("var").dir("run").symlink("var/run", "/run");
        context(
                "a.tar",
                new Tar().dir("var/run/act", 0755).file("var/run/act/HEAD").bytes());
        steps.run(copy("/").from("a.tar").unpack());
        assertThat(steps.content("/run/act/HEAD")).isEqualTo("var/run/act/HEAD");
        assertThat(steps.drawn("/var/run")).startsWith("-> /run");
    }

    @Test
    void linkOfTheArchive_doesNotLeadOutOfTheDestination() throws Exception {
        steps.root.file("secret/f", "mine");
        Tar tar = new Tar()
                .link("out", TarConstants.LF_SYMLINK, "/secret")
                .link("up", TarConstants.LF_SYMLINK, "../../secret")
                .file("out/f")
                .file("up/g");
        context("a.tar", tar.bytes());
        steps.run(copy("/to/deep").from("a.tar").unpack());
        assertThat(steps.content("/secret/f")).isEqualTo("mine");
        assertThat(steps.drawn("/secret/g")).isEqualTo("nothing");
        assertThat(steps.content("/to/deep/secret/f")).isEqualTo("out/f");
        assertThat(steps.content("/to/deep/secret/g")).isEqualTo("up/g");
    }

    @Test
    void hardLinks_joinWithFilesOfTheArchiveAndOfTheRoot() throws Exception {
        Tar tar = new Tar()
                .file("one")
                .link("two", TarConstants.LF_LINK, "one")
                .link("third", TarConstants.LF_LINK, "old");
        context("a.tar", tar.bytes());
        steps.run(copy("/existing").from("a.tar").unpack());
        var tree = steps.result();
        assertThat(tree.find(ImagePath.of("/existing/two")).orElseThrow().linkIdentity())
                .isNotEmpty()
                .isEqualTo(
                        tree.find(ImagePath.of("/existing/one")).orElseThrow().linkIdentity());
        assertThat(steps.content("/existing/third")).isEqualTo("existing/old");
        // the file of the lower layer is as it was
        assertThat(Files.readString(steps.root.path().resolve("existing/old"))).isEqualTo("existing/old");
    }

    @Test
    void hardLinkToNothing_isRefused() throws Exception {
        context(
                "a.tar",
                new Tar().link("two", TarConstants.LF_LINK, "../../etc/shadow").bytes());
        assertBad("a.tar");
        context("b.tar", new Tar().link("two", TarConstants.LF_LINK, "none").bytes());
        assertBad("b.tar");
    }

    @Test
    void nameThatLeavesTheArchive_isRefused() throws Exception {
        context("a.tar", new Tar().file("fine").file("../../outside").bytes());
        assertBad("a.tar");
        assertThat(temp.resolve("outside")).doesNotExist();
    }

    @Test
    void fileBelowAFile_isRefused() throws Exception {
        context("a.tar", new Tar().file("f").file("f/below").bytes());
        assertBad("a.tar");
    }

    @Test
    void truncatedArchive_isRefused() throws Exception {
        byte[] tar = new Tar()
                .file("first")
                .file("second", "x".repeat(5000), entry -> {})
                .bytes();
        context("a.tar", java.util.Arrays.copyOf(tar, 2500));
        assertBad("a.tar");
    }

    @Test
    void whiteoutNames_areOrdinary_devicesThatHideAreRefused() throws Exception {
        context("a.tar", new Tar().file(".wh.old").bytes());
        steps.run(copy("/existing").from("a.tar").unpack());
        assertThat(steps.content("/existing/old")).isEqualTo("existing/old");
        context(
                "b.tar",
                new Tar().other("old", TarConstants.LF_CHR, entry -> {}).bytes());
        assertThatThrownBy(() -> steps.run(copy("/existing").from("b.tar").unpack()))
                .isInstanceOfSatisfying(
                        StepException.class, e -> assertThat(e.code()).isEqualTo(StepException.Code.UNSUPPORTED));
    }

    @Test
    void overlayAttributesOfAnArchive_areNotSet() throws Exception {
        Tar tar = new Tar().other("was-dir/", TarConstants.LF_DIR, entry -> {
            entry.addPaxHeader("SCHILY.xattr.trusted.overlay.opaque", "y");
            entry.addPaxHeader("SCHILY.xattr.user.note", "v");
        });
        context("a.tar", tar.bytes());
        steps.run(copy("/existing").from("a.tar").unpack());
        assertThat(steps.content("/existing/was-dir/x")).isEqualTo("existing/was-dir/x");
        assertThat(steps.drawn("/existing/was-dir")).endsWith("user.note=76");
    }

    private void assertBad(String archive) {
        assertThatThrownBy(() -> steps.run(copy("/to").from(archive).unpack()))
                .isInstanceOfSatisfying(StepException.class, e -> {
                    assertThat(e.code()).isEqualTo(StepException.Code.BAD_CONTENT);
                    assertThat(e).hasMessageStartingWith("cannot unpack \"" + archive + "\": ");
                });
    }
}
