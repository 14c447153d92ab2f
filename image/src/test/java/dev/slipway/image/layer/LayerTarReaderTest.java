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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerTarReaderTest {
    private static List<LayerEntry> layer(byte[] tar) throws IOException {
        return all(LayerTarReader.layer(new ByteArrayInputStream(tar), "test", Limits.DEFAULT));
    }

    private static List<LayerEntry> plain(byte[] tar, EntryGuard guard) throws IOException {
        return all(LayerTarReader.plain(new ByteArrayInputStream(tar), "test", guard, Limits.DEFAULT));
    }

    private static List<LayerEntry> all(LayerTarReader reader) throws IOException {
        List<LayerEntry> entries = new ArrayList<>();
        Optional<LayerEntry> next;
        while ((next = reader.next()).isPresent()) {
            entries.add(next.get());
        }
        return entries;
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "/../evil", "a/b/../../..", "./../x"})
    void nameThatLeavesTheRoot_isRefusedWithEntryAndOffset(String name) {
        byte[] tar = new RawTar().file("fine", "x").file(name, "evil").end();
        assertThatThrownBy(() -> layer(tar))
                .isInstanceOfSatisfying(MalformedLayerException.class, e -> {
                    assertThat(e.entry()).isEqualTo(name);
                    assertThat(e.offset()).isEqualTo(1024);
                })
                .hasMessageContaining("leaves the archive's root");
    }

    @Test
    void hardLinkOutOfTheRoot_isRefused() {
        byte[] tar = new RawTar().header("link", '1', 0, "../../etc/shadow").end();
        assertThatThrownBy(() -> layer(tar)).isInstanceOf(MalformedLayerException.class);
    }

    @Test
    void absoluteAndDottedNames_areConfined() throws IOException {
        byte[] tar = new RawTar()
                .file("/etc/passwd", "x")
                .file("./a/./b//c/../d", "y")
                .end();
        assertThat(layer(tar)).extracting(e -> e.path().value()).containsExactly("/etc/passwd", "/a/b/d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "a/../b"})
    void strictGuard_refusesWhatConfineAllows(String name) throws IOException {
        byte[] tar = new RawTar().file(name, "x").end();
        assertThat(plain(tar, EntryGuard.CONFINE)).hasSize(1);
        assertThatThrownBy(() -> plain(tar, EntryGuard.STRICT)).isInstanceOf(MalformedLayerException.class);
    }

    @Test
    void symlinkTarget_isKeptAsStored() throws IOException {
        byte[] tar = new RawTar().header("link", '2', 0, "/../../etc//shadow").end();
        assertThat(layer(tar))
                .singleElement()
                .isInstanceOfSatisfying(
                        LayerEntry.Symlink.class,
                        link -> assertThat(link.target()).isEqualTo("/../../etc//shadow"));
    }

    @Test
    void whiteoutNames_areMarksOnlyInLayers() throws IOException {
        byte[] tar = new RawTar()
                .file("a/.wh.gone", "")
                .file("a/.wh..wh..opq", "")
                .file(".wh..wh..opq", "")
                .file(".wh..wh.plnk/1.2", "x")
                .end();
        assertThat(layer(tar))
                .containsExactly(
                        new LayerEntry.Whiteout(ImagePath.of("/a/gone")),
                        new LayerEntry.Opaque(ImagePath.of("/a")),
                        new LayerEntry.Opaque(ImagePath.ROOT));
        assertThat(plain(tar, EntryGuard.CONFINE)).hasSize(4).allMatch(RegularFile.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.", "a/.wh..", "a/.wh..."})
    void whiteoutOfNoName_isRefused(String name) {
        byte[] tar = new RawTar().file(name, "").end();
        assertThatThrownBy(() -> layer(tar)).hasMessageContaining("whiteout of no name");
    }

    @Test
    void overlayAttributes_neverComeThrough() throws IOException {
        byte[] tar = new RawTar()
                .pax(
                        "SCHILY.xattr.trusted.overlay.redirect",
                        "/etc",
                        "SCHILY.xattr.user.overlay.opaque",
                        "y",
                        "SCHILY.xattr.user.fine",
                        "1")
                .header("d/", '5', 0, "")
                .end();
        LayerEntry.Directory directory = (LayerEntry.Directory) layer(tar).getFirst();
        assertThat(directory.metadata().xattrs()).containsOnlyKeys("user.fine");
    }

    @Test
    void globalHeader_appliesUntilAnEntrySaysOtherwise() throws IOException {
        byte[] tar = new RawTar()
                .extension('g', RawTar.records("uid", "7", "comment", "made by git"))
                .file("a", "")
                .pax("uid", "8")
                .file("b", "")
                .pax("uid", "")
                .file("c", "")
                .end();
        assertThat(layer(tar))
                .extracting(e -> ((RegularFile) e).metadata().uid())
                .containsExactly(7L, 8L, 0L);
    }

    @Test
    void globalPath_isRefused() {
        byte[] tar = new RawTar()
                .extension('g', RawTar.records("path", "evil"))
                .file("a", "")
                .end();
        assertThatThrownBy(() -> layer(tar)).hasMessageContaining("global pax header sets \"path\"");
    }

    @Test
    void gnuLongNames_areRead() throws IOException {
        String name = "d/".repeat(100) + "n".repeat(200);
        byte[] tar = new RawTar()
                .extension('L', (name + "\0").getBytes(StandardCharsets.US_ASCII))
                .extension('K', ("t".repeat(300) + "\0").getBytes(StandardCharsets.US_ASCII))
                .header("short", '2', 0, "short")
                .end();
        LayerEntry.Symlink link = (LayerEntry.Symlink) layer(tar).getFirst();
        assertThat(link.path().relative()).isEqualTo(name);
        assertThat(link.target()).isEqualTo("t".repeat(300));
    }

    @Test
    void oversizedExtension_isRefusedBeforeItIsRead() {
        byte[] tar = new RawTar().header("x", 'x', 1L << 32, "").end();
        assertThatThrownBy(() -> layer(tar)).hasMessageContaining("extended header of 4294967296 bytes");
    }

    @Test
    void oversizedName_isRefused() {
        byte[] tar = new RawTar().pax("path", "n/".repeat(3000)).file("x", "").end();
        assertThatThrownBy(() -> layer(tar)).hasMessageContaining("name of 6000 bytes");
    }

    @Test
    void growingGlobals_areBounded() {
        RawTar tar = new RawTar();
        for (int i = 0; i < 40; i++) {
            tar.extension('g', RawTar.records("SCHILY.xattr.user.a" + i, "v".repeat(200_000)));
        }
        byte[] bytes = tar.file("x", "").end();
        assertThatThrownBy(() -> layer(bytes)).hasMessageContaining("global pax headers of more than");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 513, 600, 1023})
    void truncatedStream_isRefused(int length) {
        byte[] tar = Arrays.copyOf(new RawTar().file("a", "x".repeat(700)).end(), length);
        assertThatThrownBy(() -> layer(tar))
                .isInstanceOf(MalformedLayerException.class)
                .hasMessageContaining("the stream ends");
    }

    @Test
    void extensionWithoutEntry_isRefused() {
        byte[] tar = new RawTar().pax("path", "x").end();
        assertThatThrownBy(() -> layer(tar)).hasMessageContaining("extended header without an entry");
    }

    @Test
    void wrongChecksum_isRefused() {
        byte[] tar = new RawTar().file("abc", "").end();
        tar[0] = 'z';
        assertThatThrownBy(() -> layer(tar)).hasMessageContaining("checksum");
    }

    @ParameterizedTest
    @ValueSource(chars = {'M', 'N', 'Z', '8'})
    void unknownType_isRefused(char type) {
        byte[] tar = new RawTar().header("x", type, 0, "").end();
        assertThatThrownBy(() -> layer(tar)).hasMessageContaining("type flag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uid", "gid", "size", "mtime"})
    void brokenPaxNumber_isRefused(String key) {
        byte[] tar = new RawTar().pax(key, "12x").file("x", "").end();
        assertThatThrownBy(() -> layer(tar)).isInstanceOf(MalformedLayerException.class);
    }

    @Test
    void restOfTheStream_isReadAtTheEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new RawTar().file("a", "x").end());
        bytes.writeBytes(new byte[10_240]);
        InputStream in = new ByteArrayInputStream(bytes.toByteArray());
        all(LayerTarReader.layer(in, "test", Limits.DEFAULT));
        assertThat(in.available()).isZero();
    }

    @Test
    void contentAfterNext_isRefused() throws IOException {
        byte[] tar = new RawTar().file("a", "xyz").file("b", "1").end();
        LayerTarReader reader = LayerTarReader.layer(new ByteArrayInputStream(tar), "test", Limits.DEFAULT);
        reader.next();
        InputStream first = reader.content();
        reader.next();
        assertThatThrownBy(first::read).isInstanceOf(IllegalStateException.class);
        assertThat(reader.content().readAllBytes()).isEqualTo("1".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void base256Numbers_areRead() throws IOException {
        byte[] tar = new RawTar().base256File("big", 5, 3_000_000_000L).end();
        RegularFile file = (RegularFile) layer(tar).getFirst();
        assertThat(file.metadata().uid()).isEqualTo(3_000_000_000L);
        assertThat(file.sizeBytes()).isEqualTo(5);
    }
}
