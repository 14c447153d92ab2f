package dev.slipway.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.disk.DiskStore;
import dev.slipway.image.Compression;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageJson;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.layout.OciLayout;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ExportTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every target, read back by the tools that people use for it. */
class ExportersTest {
    @TempDir
    Path directory;

    private Store store;
    private TestBuild build;

    @BeforeEach
    void makeBuild() throws IOException {
        store = DiskStore.open(directory.resolve("store"));
        build = new TestBuild(store)
                .platform("linux/amd64")
                .step("COPY one", ExportersTest::one)
                .step("RUN two", ExportersTest::two)
                .step("RUN true", layer -> {});
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static void one(Path layer) throws IOException {
        Files.createDirectories(layer.resolve("etc/conf.d"));
        Files.writeString(layer.resolve("etc/name"), "one\n");
        Files.createLink(layer.resolve("etc/same"), layer.resolve("etc/name"));
        Files.createSymbolicLink(layer.resolve("etc/link"), Path.of("../nowhere/at all"));
        Files.writeString(layer.resolve("etc/conf.d/ünïcode"), "x".repeat(100_000));
    }

    static void two(Path layer) throws IOException {
        Files.createDirectories(layer.resolve("etc"));
        Files.writeString(layer.resolve("etc/name"), "two\n");
        Files.createFile(layer.resolve("etc/empty"));
    }

    private static ExportTarget.ImageOptions options(Compression compression, boolean oci) {
        return new ExportTarget.ImageOptions(compression, Optional.empty(), false, false, List.of(), oci);
    }

    private static final ExportTarget.ImageOptions GZIP = options(Compression.GZIP, true);

    private ExportTarget.Destination file(String name) {
        return new ExportTarget.Destination.ToFile(directory.resolve(name));
    }

    private ExportTarget layout(String name, ExportTarget.ImageOptions options) {
        return new ExportTarget.ToLayout(file(name), false, options);
    }

    private static BuildRequest.ImageSettings tagged(String... tags) {
        return new BuildRequest.ImageSettings(List.of(tags), Map.of(), Map.of(), Optional.empty());
    }

    private static Exported.Image only(List<Exported> exported) {
        return exported.getFirst().image().orElseThrow();
    }

    private Manifest manifest(String layout, Exported.Image image) throws IOException {
        byte[] json = Files.readAllBytes(directory
                .resolve(layout)
                .resolve("blobs/sha256")
                .resolve(image.root().digest().hex()));
        return ImageJson.readManifest(json, "manifest", image.root().mediaType(), Limits.DEFAULT);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void layoutDirectory_isUnpackedByUmoci(Compression compression) throws Exception {
        build.settings(tagged("app:v1"));

        Exported.Image image = only(build.export(layout("out", options(compression, true))));

        Manifest manifest = manifest("out", image);
        assertThat(manifest.layers())
                .extracting(layer -> layer.mediaType())
                .containsExactly(compression.ociLayer(), compression.ociLayer());
        if (compression != Compression.ZSTD) {
            // umoci of the distribution reads no zstd; skopeo below does.
            Tools.run("umoci", "raw", "unpack", "--rootless", "--image", directory + "/out:v1", directory + "/rootfs");
            assertRootFileSystem(directory.resolve("rootfs"));
        }
        Tools.run("skopeo", "copy", "oci:" + directory + "/out:v1", "dir:" + directory + "/copied");
        assertThat(directory.resolve("copied/manifest.json")).exists();
    }

    private static void assertRootFileSystem(Path root) throws IOException {
        assertThat(root.resolve("etc/name")).hasContent("two\n");
        assertThat(root.resolve("etc/same")).hasContent("one\n");
        assertThat(root.resolve("etc/empty")).isEmptyFile();
        assertThat(root.resolve("etc/conf.d/ünïcode")).hasSize(100_000);
        assertThat(Files.readSymbolicLink(root.resolve("etc/link"))).isEqualTo(Path.of("../nowhere/at all"));
    }

    /** Layers of more than one block, decompressed and checked against their diffIDs by somebody else's reader. */
    @ParameterizedTest
    @EnumSource(Compression.class)
    void bigLayer_isReadByOthers(Compression compression) throws Exception {
        byte[] noise = new byte[5_000_000];
        new Random(1).nextBytes(noise);
        build.step("RUN big", layer -> {
            Files.write(layer.resolve("noise"), noise);
            Files.writeString(layer.resolve("text"), "text".repeat(1_500_000));
        });
        build.settings(tagged("app:v1")).export(layout("out", options(compression, true)));

        Tools.run("skopeo", "copy", "--dest-decompress", "oci:" + directory + "/out:v1", "dir:" + directory + "/plain");

        ImageConfig config = OciLayout.open(directory.resolve("out"), Limits.DEFAULT)
                .image("v1")
                .resolve(Platform.parse("linux/amd64"))
                .config();
        assertThat(config.diffIds())
                .allSatisfy(diffId -> assertThat(directory
                                .resolve("plain")
                                .resolve(diffId.digest().hex()))
                        .exists());
    }

    @Test
    void layoutDirectory_sharesBlobsWithTheStore() throws Exception {
        Exported.Image image = only(build.export(layout("out", GZIP)));

        var layer = manifest("out", image).layers().getFirst().digest();
        Path exported = directory.resolve("out/blobs/sha256").resolve(layer.hex());
        assertThat(Files.isSameFile(exported, store.content().find(layer).orElseThrow()))
                .isTrue();
    }

    @Test
    void layoutDirectory_keepsOtherImages() throws Exception {
        build.settings(tagged("app:v1")).export(layout("out", GZIP));
        build.step("RUN more", layer -> Files.writeString(layer.resolve("more"), "more"));
        build.settings(tagged("app:v2")).export(layout("out", GZIP));

        assertThat(OciLayout.open(directory.resolve("out"), Limits.DEFAULT)
                        .index()
                        .manifests())
                .hasSize(2);
        Tools.run("skopeo", "inspect", "oci:" + directory + "/out:v1");
        Tools.run("skopeo", "inspect", "oci:" + directory + "/out:v2");
        try (var names = Files.walk(directory.resolve("out"))) {
            assertThat(names.filter(path -> path.getFileName().toString().startsWith(".")))
                    .isEmpty();
        }
    }

    @Test
    void layoutTar_isReadBySkopeo() throws Exception {
        build.settings(tagged("app:v1"));

        build.export(new ExportTarget.ToLayout(file("out.tar"), true, GZIP));

        String inspected = Tools.run("skopeo", "inspect", "oci-archive:" + directory + "/out.tar:v1");
        assertThat(inspected).contains("\"Layers\"").contains("\"Created\": \"2024-05-01T12:00:00Z\"");
    }

    @Test
    void dockerArchive_isReadAsDockersOwn() throws Exception {
        build.settings(tagged("app:v1", "registry.example/team/app:v2"));

        Exported.Image image =
                only(build.export(new ExportTarget.ToDockerArchive(file("out.tar"), options(Compression.GZIP, false))));

        assertThat(image.root().mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
        for (String name : List.of("app:v1", "registry.example/team/app:v2")) {
            Tools.run("skopeo", "inspect", "docker-archive:" + directory + "/out.tar:" + name);
        }
        assertThat(Tools.run("tar", "-xOf", directory + "/out.tar", "manifest.json"))
                .contains("\"RepoTags\":[\"app:v1\",\"registry.example/team/app:v2\"]")
                .contains(image.config().orElseThrow().hex());
    }

    @Test
    void tar_holdsTheMergedTree() throws Exception {
        build.export(new ExportTarget.ToTar(file("out.tar")));

        Files.createDirectory(directory.resolve("rootfs"));
        Tools.run("tar", "-xf", directory + "/out.tar", "-C", directory + "/rootfs");
        assertRootFileSystem(directory.resolve("rootfs"));
    }

    @Test
    void standardOutput_getsTheTar() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        build.export(out, new ExportTarget.ToTar(new ExportTarget.Destination.ToStandardOutput()));
        build.export(new ExportTarget.ToTar(file("out.tar")));

        assertThat(directory.resolve("out.tar")).hasBinaryContent(out.toByteArray());
    }

    @Test
    void directory_holdsTheMergedTree() throws Exception {
        build.export(new ExportTarget.ToDirectory(directory.resolve("out/rootfs")));

        assertRootFileSystem(directory.resolve("out/rootfs"));
    }

    @Test
    void existingDirectory_keepsWhatTheImageHasNot() throws Exception {
        Path out = Files.createDirectories(directory.resolve("out"));
        Files.writeString(out.resolve("mine"), "mine");
        Files.createDirectories(out.resolve("etc/name/in/the/way"));

        build.export(new ExportTarget.ToDirectory(out));

        assertRootFileSystem(out);
        assertThat(out.resolve("mine")).hasContent("mine");
    }

    @Test
    void linkInAnExistingDirectory_isReplacedAndNotFollowed() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Path out = Files.createDirectories(directory.resolve("out"));
        Files.createSymbolicLink(out.resolve("etc"), elsewhere);

        build.export(new ExportTarget.ToDirectory(out));

        assertThat(elsewhere).isEmptyDirectory();
        assertThat(Files.isSymbolicLink(out.resolve("etc"))).isFalse();
        assertRootFileSystem(out);
    }

    @Test
    void severalPlatforms_makeAnIndexAndADirectoryEach() throws Exception {
        build.platform("linux/arm64").step("COPY arm", layer -> Files.writeString(layer.resolve("arm"), "arm"));
        build.settings(tagged("app:v1"));

        Exported.Image image = only(build.export(
                layout("out", GZIP),
                new ExportTarget.ToDirectory(directory.resolve("files")),
                new ExportTarget.ToTar(file("out.tar"))));

        assertThat(image.root().mediaType()).isEqualTo(MediaType.OCI_INDEX);
        assertThat(image.config()).isEmpty();
        String arm = Tools.run("skopeo", "--override-arch", "arm64", "inspect", "oci:" + directory + "/out:v1");
        assertThat(arm).contains("\"Architecture\": \"arm64\"");
        assertRootFileSystem(directory.resolve("files/linux_amd64"));
        assertThat(directory.resolve("files/linux_arm64/arm")).hasContent("arm");
        assertThat(Tools.run("tar", "-tf", directory + "/out.tar")).contains("linux_arm64/arm\n");
    }

    @Test
    void severalPlatforms_fitNoDockerArchive() throws Exception {
        build.platform("linux/arm64").step("COPY arm", layer -> Files.writeString(layer.resolve("arm"), "arm"));

        assertThatThrownBy(() -> build.export(new ExportTarget.ToDockerArchive(file("out.tar"), GZIP)))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("several platforms");
        assertThat(directory.resolve("out.tar")).doesNotExist();
    }

    @Test
    void annotations_areWhereTheyWereAskedFor() throws Exception {
        build.settings(new BuildRequest.ImageSettings(
                List.of(), Map.of(), Map.of("a", "1", "manifest-descriptor:b", "2"), Optional.empty()));

        Exported.Image image = only(build.export(layout("out", options(Compression.GZIP, false))));

        Manifest manifest = manifest("out", image);
        assertThat(manifest.annotations()).isEqualTo(Map.of("a", "1"));
        assertThat(manifest.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(image.root().annotations()).isEqualTo(Map.of("b", "2"));
    }

    @Test
    void storedImage_isWholeInTheContentStore() throws Exception {
        build.settings(tagged("app"));

        Exported.Image image = only(build.export(new ExportTarget.ToStore(GZIP)));

        var named = store.images().find(ImageReference.parse("app")).orElseThrow();
        assertThat(named.target()).isEqualTo(image.root());
        Manifest manifest = ImageJson.readManifest(
                Files.readAllBytes(store.content().find(image.root().digest()).orElseThrow()),
                "manifest",
                image.root().mediaType(),
                Limits.DEFAULT);
        assertThat(store.content().find(manifest.config().digest())).isPresent();
        assertThat(manifest.layers())
                .allSatisfy(layer ->
                        assertThat(store.content().find(layer.digest())).isPresent());
    }

    @Test
    void config_followsTheImageSpec() throws Exception {
        Exported.Image image = only(build.export(layout("out", GZIP)));

        byte[] json = Files.readAllBytes(directory
                .resolve("out/blobs/sha256")
                .resolve(image.config().orElseThrow().hex()));
        ImageConfig config = ImageJson.readConfig(json, "config", Limits.DEFAULT);
        assertThat(config.history()).extracting(h -> h.emptyLayer()).containsExactly(false, false, true);
        assertThat(config.diffIds()).hasSize(2);
        assertThat(config.created()).contains(TestBuild.MADE);
        Manifest manifest = manifest("out", image);
        for (int i = 0; i < 2; i++) {
            String tar = "gzip -dc " + directory + "/out/blobs/sha256/"
                    + manifest.layers().get(i).digest().hex() + " | sha256sum";
            assertThat(Tools.run("sh", "-c", tar))
                    .startsWith(config.diffIds().get(i).digest().hex());
        }
    }

    @ParameterizedTest
    @CsvSource({"GZIP", "ZSTD", "UNCOMPRESSED"})
    void sameInputsInAnotherStore_giveTheSameDigestWithAnEpoch(Compression compression) throws Exception {
        BuildRequest.ImageSettings settings = new BuildRequest.ImageSettings(
                List.of(), Map.of(), Map.of(), Optional.of(Instant.ofEpochSecond(1_600_000_000)));
        Exported.Image first = only(build.settings(settings).export(layout("out", options(compression, true))));
        try (Store other = DiskStore.open(directory.resolve("elsewhere/with another path/store"))) {
            TestBuild again = new TestBuild(other)
                    .platform("linux/amd64")
                    .step("COPY one", layer -> {
                        one(layer);
                        Files.setLastModifiedTime(layer.resolve("etc/name"), FileTime.fromMillis(1_900_000_000_000L));
                    })
                    .step("RUN two", ExportersTest::two)
                    .step("RUN true", layer -> {})
                    .settings(settings);

            Exported.Image second = only(again.export(layout("again", options(compression, true))));

            assertThat(second.root()).isEqualTo(first.root());
        }
    }

    @Test
    void secondExport_compressesNothing() throws Exception {
        Exported.Image first = only(build.export(layout("out", GZIP)));
        var layer = manifest("out", first).layers().getFirst().digest();
        FileTime written = Files.getLastModifiedTime(store.content().find(layer).orElseThrow());

        Exported.Image second = only(build.export(layout("again", GZIP)));

        assertThat(second.root()).isEqualTo(first.root());
        assertThat(Files.getLastModifiedTime(store.content().find(layer).orElseThrow()))
                .isEqualTo(written);
    }

    @Test
    void unwritableDestination_isNamed() throws Exception {
        Path blocked = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> build.export(
                        new ExportTarget.ToTar(new ExportTarget.Destination.ToFile(blocked.resolve("below/out.tar")))))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("cannot export to tar");
    }

    @Test
    void interrupt_endsTheExportAndLeavesNothing() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> build.export(new ExportTarget.ToLayout(file("out.tar"), true, GZIP)))
                .isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(directory.resolve("out.tar")).doesNotExist();
    }
}
