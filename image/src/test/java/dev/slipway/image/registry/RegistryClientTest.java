package dev.slipway.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.BlobException;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageReference;
import dev.slipway.image.MalformedImageException;
import dev.slipway.image.Platform;
import dev.slipway.image.source.NoMatchingPlatformException;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.ImageVerifier;
import dev.slipway.image.testing.MemoryRegistry;
import dev.slipway.image.testing.MemoryRegistry.Fault;
import dev.slipway.image.testing.MemoryRegistry.Login;
import dev.slipway.image.testing.RandomImages;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RegistryClientTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");
    private static final RegistryOptions QUICK =
            RegistryOptions.DEFAULT.withInsecure(Set.of()).withRetries(3, Duration.ofMillis(1), Duration.ofMillis(500));
    private static final Credentials ME =
            registry -> Optional.of(new Credentials.Login.Password(MemoryRegistry.USER, MemoryRegistry.PASSWORD));

    private static ImageReference app(MemoryRegistry registry) {
        return ImageReference.parse(registry.host() + "/app:1");
    }

    private static ResolvedImage stored(MemoryRegistry registry) throws IOException {
        ResolvedImage image = RandomImages.seeded(1).image(3, Compression.GZIP);
        registry.put("app", "1", image);
        return image;
    }

    @ParameterizedTest
    @EnumSource(Login.class)
    void image_isPulledAndSound(Login login) throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(login);
                RegistryClient client = RegistryClient.of(QUICK, login == Login.NONE ? Credentials.ANONYMOUS : ME)) {
            ResolvedImage stored = stored(registry);
            ResolvedImage pulled = client.image(app(registry)).resolve(AMD64);
            assertThat(pulled.config()).isEqualTo(stored.config());
            assertThat(ImageVerifier.problems(pulled)).isEmpty();
            assertThat(client.resolve(app(registry)).digest())
                    .isEqualTo(stored.descriptor().digest());
            assertThat(client.hasBlob(
                            app(registry),
                            stored.layers().getFirst().descriptor().digest()))
                    .isTrue();
            assertThat(client.hasBlob(app(registry), Digest.of(new byte[0]))).isFalse();
        }
    }

    @Test
    void layers_areNotReadUntilOpened() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, Credentials.ANONYMOUS)) {
            ResolvedImage stored = stored(registry);
            client.image(app(registry)).resolve(AMD64);
            assertThat(registry.requests())
                    .containsExactly(
                            "GET /v2/app/manifests/1",
                            "GET /v2/app/blobs/" + stored.manifest().config().digest());
        }
    }

    @Test
    void tokenIsAskedOnce_forManyRequests() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.BEARER);
                RegistryClient client = RegistryClient.of(QUICK, ME)) {
            stored(registry);
            ImageVerifier.problems(client.image(app(registry)).resolve(AMD64));
            assertThat(registry.requests().stream().filter(r -> r.contains("/token")))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Login.class,
            names = {"BASIC", "BEARER"})
    void wrongLogin_isRefusedWithoutTheSecret(Login login) throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(login);
                RegistryClient client = RegistryClient.of(
                        QUICK, r -> Optional.of(new Credentials.Login.Password("me", "wrong-word")))) {
            stored(registry);
            assertThatThrownBy(() -> client.image(app(registry)).resolve(AMD64))
                    .isInstanceOfSatisfying(RegistryException.class, e -> {
                        assertThat(e.status()).isEqualTo(401);
                        assertThat(e.answer().code()).isEqualTo("UNAUTHORIZED");
                        assertThat(e.hint()).contains("docker login " + registry.host());
                        assertThat(e.toString() + e.answer()).doesNotContain("wrong-word");
                    });
        }
    }

    @Test
    void unknownTag_isReportedWithTheRegistrysWord() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, Credentials.ANONYMOUS)) {
            for (boolean head : new boolean[] {true, false}) {
                assertThatThrownBy(() -> {
                            if (head) {
                                client.resolve(app(registry));
                            } else {
                                client.image(app(registry)).resolve(AMD64);
                            }
                        })
                        .isInstanceOf(RegistryException.class)
                        .hasMessageContaining("404 MANIFEST_UNKNOWN: not here")
                        .hasMessageContaining(registry.host() + "/app:1");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"UNAVAILABLE", "TOO_MANY", "TRUNCATED", "STALLED"})
    void passingFaults_areOvercome(Fault fault) throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, Credentials.ANONYMOUS)) {
            ResolvedImage stored = stored(registry);
            ResolvedImage pulled = client.image(app(registry)).resolve(AMD64);
            String layer = stored.layers().getFirst().descriptor().digest().hex();
            registry.fail(layer, fault, fault);
            assertThat(ImageVerifier.problems(pulled)).isEmpty();
            List<String> tries =
                    registry.requests().stream().filter(r -> r.contains(layer)).toList();
            assertThat(tries).hasSize(3);
            boolean resumed = fault == Fault.TRUNCATED || fault == Fault.STALLED;
            assertThat(tries.get(2).contains("bytes=")).isEqualTo(resumed);
        }
    }

    @Test
    void registryWithoutRanges_isReadFromTheStartAgain() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, Credentials.ANONYMOUS)) {
            ResolvedImage stored = stored(registry);
            registry.fail(stored.layers().getFirst().descriptor().digest().hex(), Fault.TRUNCATED, Fault.NO_RANGES);
            assertThat(ImageVerifier.problems(client.image(app(registry)).resolve(AMD64)))
                    .isEmpty();
        }
    }

    @Test
    void lastingFault_isReported() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, Credentials.ANONYMOUS)) {
            stored(registry);
            registry.fail("/manifests/", Fault.UNAVAILABLE, Fault.UNAVAILABLE, Fault.UNAVAILABLE);
            assertThatThrownBy(() -> client.fetch(app(registry)))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.status()).isEqualTo(503));
        }
    }

    @Test
    void tamperedLayer_isRefused() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, Credentials.ANONYMOUS)) {
            ResolvedImage stored = stored(registry);
            registry.fail(stored.layers().getFirst().descriptor().digest().hex(), Fault.TAMPERED);
            ResolvedImage pulled = client.image(app(registry)).resolve(AMD64);
            assertThatThrownBy(() -> pulled.layers().getFirst().readAll(1 << 20))
                    .isInstanceOf(BlobException.class);
        }
    }

    @Test
    void tamperedManifest_isRefused() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, Credentials.ANONYMOUS)) {
            ResolvedImage stored = stored(registry);
            registry.fail("/manifests/", Fault.TAMPERED);
            assertThatThrownBy(() -> client.fetch(
                            app(registry).withDigest(stored.descriptor().digest())))
                    .isInstanceOf(MalformedImageException.class);
        }
    }

    @Test
    void index_givesTheImageOfThePlatform() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, Credentials.ANONYMOUS)) {
            ResolvedImage amd = RandomImages.seeded(1).image(1, Compression.GZIP);
            ResolvedImage arm = RandomImages.seeded(2).image(2, Compression.ZSTD, Platform.parse("linux/arm64"));
            registry.put("app", "amd", amd);
            registry.put("app", "arm", arm);
            Descriptor index = registry.put("app", "1", ImageIndex.oci(List.of(amd.descriptor(), arm.descriptor())));
            assertThat(client.resolve(app(registry))).isEqualTo(index);
            ResolvedImage pulled = client.image(app(registry)).resolve(Platform.parse("linux/arm64"));
            assertThat(pulled.descriptor().digest()).isEqualTo(arm.descriptor().digest());
            assertThat(ImageVerifier.problems(pulled)).isEmpty();
            assertThatThrownBy(() -> client.image(app(registry)).resolve(Platform.parse("linux/s390x")))
                    .isInstanceOf(NoMatchingPlatformException.class)
                    .hasMessageContaining("linux/amd64, linux/arm64");
        }
    }

    @Test
    void redirectToAnotherHost_getsNoLogin() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.BEARER);
                MemoryRegistry storage = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, ME)) {
            ResolvedImage stored = stored(registry);
            storage.put("app", "1", stored);
            registry.redirectBlobsTo("http://" + storage.host());
            // A registry without logins here refuses every request that brings one.
            assertThat(ImageVerifier.problems(client.image(app(registry)).resolve(AMD64)))
                    .isEmpty();
            assertThat(storage.requests()).isNotEmpty();
        }
    }

    @Test
    void absentRegistry_isReportedAsUnreachable() throws IOException {
        String host;
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE)) {
            host = registry.host();
        }
        try (RegistryClient client = RegistryClient.of(QUICK, Credentials.ANONYMOUS)) {
            assertThatThrownBy(() -> client.fetch(ImageReference.parse(host + "/app:1")))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("cannot reach http://" + host);
        }
    }
}
