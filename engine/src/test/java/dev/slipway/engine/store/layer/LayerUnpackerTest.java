package dev.slipway.engine.store.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.MountRights;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.engine.store.StoreException;
import dev.slipway.engine.store.TestTar;
import dev.slipway.image.FileNames;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerUnpackerTest {
    @TempDir
    Path temp;

    private Path layer;
    private Path outside;

    @BeforeEach
    void directories() throws Exception {
        layer = Files.createDirectory(temp.resolve("layer"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("victim"), "untouched");
    }

    private LayerScan.Result unpack(TestTar tar) throws Exception {
        Path index = Files.createDirectories(temp.resolve("index"));
        return LayerUnpacker.unpack(tar.open(), "test layer", layer, index, OverlayFlavor.TRUSTED);
    }

    private void refused(TestTar tar, String... parts) {
        assertThatThrownBy(() -> unpack(tar))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreException.Code.HOSTILE_ENTRY))
                .hasMessageContainingAll(parts);
        assertThat(outside.resolve("victim")).hasContent("untouched");
        assertThat(outside).isDirectoryContaining("glob:**victim");
        assertThat(outside.toFile().list()).hasSize(1);
    }

    private FileStatus status(String path) throws Exception {
        return FileStatus.of(Place.of(Place.of(layer).name() + "/" + path));
    }

    private boolean opaque(String path) throws Exception {
        return Xattrs.get(Place.of(layer.resolve(path)), OverlayFlavor.TRUSTED.opaqueAttribute())
                .isPresent();
    }

    @Test
    void fileThroughAbsoluteLink_staysWithinTheLayer() throws Exception {
        unpack(new TestTar()
                .directory(outside.toString())
                .symlink("link", outside.toString())
                .file("link/new", "x"));

        assertThat(outside.resolve("new")).doesNotExist();
        assertThat(layer.resolve(outside.toString().substring(1)).resolve("new"))
                .hasContent("x");
    }

    @Test
    void fileThroughLinkToNowhere_isRefused() {
        refused(new TestTar().symlink("link", outside.toString()).file("link/new", "x"), "\"/link/new\"");
    }

    @Test
    void fileThroughRelativeLinkUpwards_staysWithinTheLayer() throws Exception {
        unpack(new TestTar().directory("a").symlink("a/up", "../../../../..").file("a/up/new", "x"));

        assertThat(temp.resolve("new")).doesNotExist();
        assertThat(layer.resolve("new")).hasContent("x");
    }

    @Test
    void fileOnALink_replacesTheLink() throws Exception {
        unpack(new TestTar()
                .symlink("link", outside.resolve("victim").toString())
                .file("link", "x"));

        assertThat(outside.resolve("victim")).hasContent("untouched");
        assertThat(layer.resolve("link")).isRegularFile().hasContent("x");
    }

    @Test
    void directoryOnALink_replacesTheLinkAndKeepsItsMetadataToItself() throws Exception {
        unpack(new TestTar()
                .symlink("link", outside.toString())
                .put(new LayerEntry.Directory(ImagePath.of("link"), EntryMetadata.of(0700, 9, 9, 5))));

        assertThat(layer.resolve("link")).isDirectory();
        assertThat(Files.isSymbolicLink(layer.resolve("link"))).isFalse();
        assertThat(FileStatus.of(Place.of(outside)).owner().uid()).isZero();
    }

    @Test
    void hardLinkOut_isRefused() {
        refused(new TestTar().hardLink("stolen", outside.resolve("victim").toString()), "hard link");
        refused(new TestTar().symlink("l", outside.toString()).hardLink("stolen", "l/victim"), "hard link");
        refused(new TestTar().directory("d").hardLink("stolen", "d"), "hard link");
    }

    @Test
    void hardLinkToALink_linksTheLinkItself() throws Exception {
        unpack(new TestTar().symlink("l", outside.resolve("victim").toString()).hardLink("two", "l"));

        assertThat(status("two").isSymlink()).isTrue();
        assertThat(status("two").inode()).isEqualTo(status("l").inode());
        assertThat(FileStatus.of(Place.of(outside.resolve("victim"))).links()).isEqualTo(1);
    }

    @Test
    void loopOfLinks_isRefused() {
        refused(new TestTar().symlink("a", "b").symlink("b", "a").file("a/x", "x"), "ELOOP");
    }

    @Test
    void fileAsADirectory_isRefused() {
        refused(new TestTar().file("a", "x").file("a/b", "x"), "ENOTDIR");
    }

    @Test
    void laterEntry_replacesAnEarlierOneOfAnyKind() throws Exception {
        unpack(new TestTar()
                .file("d/inner/file", "1")
                .file("d/inner", "now a file")
                .file("f", "1")
                .directory("f")
                .file("f/below", "x")
                .file("twice", "1")
                .file("twice", "2"));

        assertThat(layer.resolve("d/inner")).hasContent("now a file");
        assertThat(layer.resolve("f/below")).hasContent("x");
        assertThat(layer.resolve("twice")).hasContent("2");
    }

    @Test
    void replacedFile_isIndexedWithItsNewContent() throws Exception {
        LayerScan.Result once = unpack(new TestTar().file("twice", "2"));
        Files.delete(layer.resolve("twice"));

        assertThat(unpack(new TestTar().file("twice", "1").file("twice", "2"))).isEqualTo(once);
    }

    @Test
    void missingParents_areMadeWithFixedMetadata() throws Exception {
        unpack(new TestTar().file("a/b/c", "x"));

        FileStatus made = status("a/b");
        assertThat(made.permissions()).isEqualTo(0755);
        assertThat(made.owner()).isEqualTo(new FileStatus.Owner(0, 0));
        assertThat(made.times().modifiedSeconds()).isZero();
    }

    @Test
    void directoryTimes_areTheirEntriesDespiteLaterChildren() throws Exception {
        unpack(new TestTar().directory("d").file("d/one", "1").file("d/two", "2"));

        assertThat(status("d").times().modifiedSeconds()).isEqualTo(100);
    }

    @Test
    void whiteout_becomesADeviceAndOpaqueAnAttribute() throws Exception {
        unpack(new TestTar()
                .put(new LayerEntry.Whiteout(ImagePath.of("a/gone")))
                .put(new LayerEntry.Opaque(ImagePath.of("b"))));

        assertThat(status("a/gone").isWhiteout()).isTrue();
        assertThat(status("a").isDirectory()).isTrue();
        assertThat(opaque("b")).isTrue();
    }

    @Test
    void userNamespacesFlavour_hasItsOwnOpaqueMarkAndNoTrustedAttributes() throws Exception {
        TreeMap<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("trusted.mine", new byte[] {1});
        TestTar tar = new TestTar()
                .put(new LayerEntry.Directory(ImagePath.of("d"), new EntryMetadata(0755, 0, 0, 0, 0, xattrs)))
                .put(new LayerEntry.Opaque(ImagePath.of("d")));
        Path index = Files.createDirectories(temp.resolve("index"));

        LayerUnpacker.unpack(tar.open(), "test layer", layer, index, OverlayFlavor.USER);

        assertThat(Xattrs.list(Place.of(layer.resolve("d")))).containsExactly("user.overlay.opaque");
        assertThat(MappedIndex.open(index).opaque(ImagePath.of("d"))).isTrue();
    }

    @Test
    void whiteoutOfTheLayersOwnEntry_hidesOnlyLowerOnes() throws Exception {
        unpack(new TestTar()
                .file("file", "kept")
                .put(new LayerEntry.Whiteout(ImagePath.of("file")))
                .file("dir/kept", "x")
                .put(new LayerEntry.Whiteout(ImagePath.of("dir")))
                .put(new LayerEntry.Whiteout(ImagePath.of("again")))
                .file("again/below", "x"));

        assertThat(layer.resolve("file")).hasContent("kept");
        assertThat(layer.resolve("dir/kept")).hasContent("x");
        assertThat(opaque("dir")).isTrue();
        assertThat(layer.resolve("again/below")).hasContent("x");
        assertThat(opaque("again")).isTrue();
    }

    @Test
    void setIdBitsAndCapabilities_surviveTheChangeOfOwner() throws Exception {
        TreeMap<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("security.capability", new byte[] {1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        EntryMetadata metadata = new EntryMetadata(06755, 7, 8, 100, 5, xattrs);
        assumeTrue(MountRights.devices(temp), "capabilities need root");
        unpack(new TestTar().put(new LayerEntry.RegularFile(ImagePath.of("ping"), metadata, 1), new byte[] {1}));

        assertThat(status("ping").permissions()).isEqualTo(06755);
        assertThat(status("ping").owner()).isEqualTo(new FileStatus.Owner(7, 8));
        assertThat(Xattrs.get(Place.of(layer.resolve("ping")), "security.capability")
                        .orElseThrow())
                .isEqualTo(xattrs.get("security.capability"));
    }

    @Test
    void attributesThatAreNotTheLayers_areLeftOut() throws Exception {
        TreeMap<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("trusted.overlay.redirect", "/etc".getBytes(StandardCharsets.UTF_8));
        xattrs.put("user.overlay.opaque", new byte[] {'y'});
        xattrs.put("security.selinux", new byte[] {1});
        xattrs.put("user.mine", new byte[] {2});
        unpack(new TestTar()
                .put(new LayerEntry.Directory(ImagePath.of("d"), new EntryMetadata(0755, 0, 0, 0, 0, xattrs))));

        assertThat(Xattrs.list(Place.of(layer.resolve("d")))).containsExactly("user.mine");
    }

    @Test
    void longRunsOfZeros_becomeHoles() throws Exception {
        byte[] content = new byte[10_000_000];
        content[5_000_000] = 1;
        unpack(new TestTar()
                .put(
                        new LayerEntry.RegularFile(
                                ImagePath.of("sparse"), EntryMetadata.of(0644, 0, 0, 0), content.length),
                        content));

        assertThat(layer.resolve("sparse")).hasBinaryContent(content);
        Process du = new ProcessBuilder("du", "-k", layer.resolve("sparse").toString()).start();
        String kilobytes = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\t")[0];
        assertThat(Integer.parseInt(kilobytes)).isLessThan(1000);
    }

    @Test
    void deviceOfNoNumber_isAWhiteout() throws Exception {
        unpack(new TestTar()
                .put(new LayerEntry.Device(ImagePath.of("x"), EntryMetadata.of(0600, 0, 0, 0), false, 0, 0)));

        assertThat(status("x").isWhiteout()).isTrue();
    }

    @Test
    void deviceBeyondTheKernelsNumbers_isRefused() {
        refused(
                new TestTar()
                        .put(new LayerEntry.Device(
                                ImagePath.of("x"), EntryMetadata.of(0600, 0, 0, 0), true, 1 << 20, 0)),
                "EINVAL");
    }

    @Test
    void namesOfAnyBytes_areKept() throws Exception {
        String name = FileNames.decode(new byte[] {(byte) 0xff, 'a', (byte) 0x80, '\n', ' '});
        unpack(new TestTar().file(name, "x").directory("ü").symlink("ü/" + name, name));

        assertThat(status(name).isRegular()).isTrue();
        assertThat(Nodes.readlink(Place.of(Place.of(layer).name() + "/ü/" + name)))
                .isEqualTo(name);
    }

    @Test
    void socketsOfAStep_areRemoved() throws Exception {
        Nodes.mknod(Place.of(layer.resolve("socket")), FileStatus.SOCKET | 0600, 0, 0);

        assertThat(unpack(new TestTar()).entries()).isZero();
        assertThat(layer).isEmptyDirectory();
    }
}
