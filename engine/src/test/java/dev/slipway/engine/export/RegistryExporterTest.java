package dev.slipway.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.disk.DiskStore;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageReference;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.registry.Credentials;
import dev.slipway.image.registry.RegistryClient;
import dev.slipway.image.registry.RegistryException;
import dev.slipway.image.registry.RegistryOptions;
import dev.slipway.image.testing.ImageVerifier;
import dev.slipway.image.testing.MemoryRegistry;
import dev.slipway.image.testing.MemoryRegistry.Fault;
import dev.slipway.image.testing.MemoryRegistry.Login;
import dev.slipway.plan.request.ExportTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryExporterTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");

    @TempDir
    Path directory;

    private Store store;
    private MemoryRegistry registry;
    private RegistryClient client;

    @BeforeEach
    void start() throws IOException {
        store = DiskStore.open(directory.resolve("store"));
        registry = MemoryRegistry.start(Login.NONE);
        client = RegistryClient.of(RegistryOptions.DEFAULT, Credentials.ANONYMOUS);
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
        store.close();
    }

    private TestBuild build(String... platforms) throws IOException {
        TestBuild build = new TestBuild(store).registry(() -> client);
        for (String platform : platforms) {
            build.platform(platform)
                    .step("COPY a", dir -> Files.writeString(dir.resolve("a"), "a".repeat(5000)))
                    .step("COPY b", dir -> Files.writeString(dir.resolve("b"), platform));
        }
        return build;
    }

    private ExportTarget to(boolean oci, boolean kept, String... names) {
        List<String> full =
                Arrays.stream(names).map(name -> registry.host() + "/" + name).toList();
        return new ExportTarget.ToRegistry(
                new ExportTarget.ImageOptions(Compression.GZIP, Optional.empty(), false, false, full, oci), kept);
    }

    private ImageReference name(String name) {
        return ImageReference.parse(registry.host() + "/" + name);
    }

    private List<String> writes() {
        return registry.requests().stream()
                .filter(request -> request.startsWith("PUT "))
                .map(request -> request.replaceFirst("uploads/.*", "uploads"))
                .toList();
    }

    @Test
    void image_isThereUnderEachTag_andTagsComeLast() throws Exception {
        Exported exported =
                build("linux/amd64").export(to(true, false, "app:1", "app:2")).getFirst();
        assertThat(writes())
                .containsExactly(
                        "PUT /v2/app/blobs/uploads",
                        "PUT /v2/app/blobs/uploads",
                        "PUT /v2/app/blobs/uploads",
                        "PUT /v2/app/manifests/1",
                        "PUT /v2/app/manifests/2");
        for (String tag : List.of("app:1", "app:2")) {
            var image = client.image(name(tag)).resolve(AMD64);
            assertThat(image.descriptor().digest())
                    .isEqualTo(exported.image().orElseThrow().root().digest());
            assertThat(ImageVerifier.problems(image)).isEmpty();
        }
        assertThat(exported.pushes()).singleElement().satisfies(push -> {
            assertThat(push.names())
                    .containsExactly(name("app:1").toString(), name("app:2").toString());
            assertThat(push.blobs()).isEqualTo(3);
            assertThat(push.uploaded()).isEqualTo(3);
            assertThat(push.uploadedBytes())
                    .isPositive()
                    .isLessThan(registry.uploads().receivedBytes());
        });
        assertThat(store.images().find(name("app:1"))).isEmpty();
    }

    @Test
    void secondPush_sendsManifestsOnly() throws Exception {
        build("linux/amd64").export(to(true, false, "app:1"));
        long before = registry.uploads().receivedBytes();
        Exported again = build("linux/amd64").export(to(true, false, "app:1")).getFirst();
        Descriptor root = again.image().orElseThrow().root();
        assertThat(registry.uploads().receivedBytes() - before).isEqualTo(root.sizeBytes());
        assertThat(again.pushes().getFirst().uploaded()).isZero();
    }

    @Test
    void severalRepositories_shareBlobsByMounts() throws Exception {
        List<Exported.Push> pushes = build("linux/amd64")
                .export(to(true, false, "one:1", "two:1"))
                .getFirst()
                .pushes();
        assertThat(pushes).extracting(Exported.Push::uploaded).containsExactly(3, 0);
        // Both have all they need before either gets its tag.
        assertThat(writes().subList(3, 5)).containsExactly("PUT /v2/one/manifests/1", "PUT /v2/two/manifests/1");
        assertThat(ImageVerifier.problems(client.image(name("two:1")).resolve(AMD64)))
                .isEmpty();
    }

    @Test
    void repositoryPushedToBefore_isMountedFromByALaterBuild() throws Exception {
        build("linux/amd64").export(to(true, false, "one:1"));
        assertThat(build("linux/amd64")
                        .export(to(true, false, "two:1"))
                        .getFirst()
                        .pushes()
                        .getFirst()
                        .uploaded())
                .isZero();
    }

    @Test
    void severalPlatforms_areManifestsByDigestAndThenAnIndex() throws Exception {
        Exported exported = build("linux/amd64", "linux/arm64")
                .export(to(true, false, "app:1"))
                .getFirst();
        List<String> manifests =
                writes().stream().filter(write -> write.contains("manifests")).toList();
        assertThat(manifests).hasSize(3).last().isEqualTo("PUT /v2/app/manifests/1");
        assertThat(manifests.subList(0, 2)).allMatch(write -> write.contains("manifests/sha256:"));
        assertThat(client.fetch(name("app:1")).descriptor().mediaType()).isEqualTo(MediaType.OCI_INDEX);
        for (String platform : List.of("linux/amd64", "linux/arm64")) {
            assertThat(ImageVerifier.problems(client.image(name("app:1")).resolve(Platform.parse(platform))))
                    .isEmpty();
        }
        // The layer that both have is one blob.
        assertThat(exported.pushes().getFirst().blobs()).isEqualTo(5);
    }

    @Test
    void dockersMediaTypes_arePushedAsSuch() throws Exception {
        build("linux/amd64").export(to(false, false, "app:1"));
        assertThat(client.fetch(name("app:1")).descriptor().mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
    }

    @Test
    void storedPush_isInTheLocalStoreToo() throws Exception {
        build("linux/amd64").export(to(true, true, "app:1"));
        assertThat(store.images().find(name("app:1"))).isPresent();
        assertThat(client.image(name("app:1")).resolve(AMD64).layers()).hasSize(2);
    }

    @Test
    void failedBlob_leavesTheTagAsItWas() throws Exception {
        registry.fail("PUT /v2/app/blobs", Fault.REFUSED);
        TestBuild build = build("linux/amd64");
        assertThatThrownBy(() -> build.export(to(true, false, "app:1")))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("DIGEST_INVALID");
        assertThat(writes()).noneMatch(write -> write.contains("manifests"));
    }

    @Test
    void imageWithoutAName_isNotPushed() throws Exception {
        TestBuild build = build("linux/amd64");
        assertThatThrownBy(() -> build.export(to(true, false)))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("expected: a tag, or name=");
        assertThat(registry.requests()).isEmpty();
    }
}
