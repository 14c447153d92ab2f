package dev.slipway.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.BlobException;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.registry.RepositoryWriter.Placement;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.ImageVerifier;
import dev.slipway.image.testing.MemoryRegistry;
import dev.slipway.image.testing.MemoryRegistry.Fault;
import dev.slipway.image.testing.MemoryRegistry.Login;
import dev.slipway.image.testing.RandomImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RepositoryWriterTest {
    private static final RegistryOptions QUICK =
            RegistryOptions.DEFAULT.withInsecure(Set.of()).withRetries(3, Duration.ofMillis(1), Duration.ofMillis(500));
    private static final Credentials ME =
            registry -> Optional.of(new Credentials.Login.Password(MemoryRegistry.USER, MemoryRegistry.PASSWORD));
    private static final LongConsumer UNHEARD = sent -> {};
    private static final int SIZE = 300_000;

    private static RegistryClient client() {
        return RegistryClient.of(QUICK, Credentials.ANONYMOUS);
    }

    private static ImageReference app(MemoryRegistry registry) {
        return ImageReference.parse(registry.host() + "/app:1");
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static BlobSource blob(int seed) {
        return BlobSource.of(MediaType.OCI_LAYER_GZIP, bytes(seed));
    }

    /** A blob that may only be described. */
    private static BlobSource unopened(BlobSource blob) {
        return BlobSource.of(blob.descriptor(), () -> {
            throw new AssertionError("opened");
        });
    }

    private static void push(RepositoryWriter writer, ResolvedImage image) throws IOException {
        for (BlobSource layer : image.layers()) {
            assertThat(writer.put(layer, Optional.empty(), UNHEARD)).isEqualTo(Placement.UPLOADED);
        }
        assertThat(writer.put(image.configBlob(), Optional.empty(), UNHEARD)).isEqualTo(Placement.UPLOADED);
        writer.putManifest("1", image.descriptor().mediaType(), image.manifestBytes());
    }

    private static long count(MemoryRegistry registry, String start) {
        return registry.requests().stream().filter(r -> r.startsWith(start)).count();
    }

    @ParameterizedTest
    @EnumSource(Login.class)
    void pushedImage_isPulledAndSound(Login login) throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(login);
                RegistryClient client = RegistryClient.of(QUICK, login == Login.NONE ? Credentials.ANONYMOUS : ME)) {
            ResolvedImage image = RandomImages.seeded(4).image(3, Compression.GZIP);
            push(client.writer(app(registry)), image);
            ResolvedImage pulled = client.image(app(registry)).resolve(Platform.parse("linux/amd64"));
            assertThat(pulled.manifestBytes()).isEqualTo(image.manifestBytes());
            assertThat(ImageVerifier.problems(pulled)).isEmpty();
        }
    }

    @Test
    void tokenForAPush_isAskedOnce() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.BEARER);
                RegistryClient client = RegistryClient.of(QUICK, ME)) {
            push(client.writer(app(registry)), RandomImages.seeded(4).image(3, Compression.GZIP));
            assertThat(count(registry, "GET /token")).isEqualTo(1);
        }
    }

    @Test
    void wholeBlob_isSentAndTold() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = client()) {
            List<Long> told = Collections.synchronizedList(new ArrayList<>());
            client.writer(app(registry)).put(blob(1), Optional.empty(), told::add);
            assertThat(registry.uploads().receivedBytes()).isEqualTo(SIZE);
            assertThat(told).isSorted().last().isEqualTo((long) SIZE);
        }
    }

    @Test
    void blobThatIsThere_isNotEvenOpened() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = client()) {
            registry.putBlob("app", blob(1));
            assertThat(client.writer(app(registry)).put(unopened(blob(1)), Optional.of("other"), UNHEARD))
                    .isEqualTo(Placement.THERE);
            assertThat(registry.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Login.class)
    void blobOfAnotherRepository_isMountedWithoutSendingIt(Login login) throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(login);
                RegistryClient client = RegistryClient.of(QUICK, login == Login.NONE ? Credentials.ANONYMOUS : ME)) {
            registry.putBlob("base/image", blob(1));
            RepositoryWriter writer = client.writer(app(registry));
            assertThat(writer.put(unopened(blob(1)), Optional.of("base/image"), UNHEARD))
                    .isEqualTo(Placement.MOUNTED);
            assertThat(writer.has(blob(1).descriptor().digest())).isTrue();
            assertThat(registry.uploads().receivedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 401, 403, 404, 405})
    void refusedMount_isUploaded(int status) throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = client()) {
            registry.putBlob("base", blob(1));
            registry.uploads().refuseMounts(status);
            assertThat(client.writer(app(registry)).put(blob(1), Optional.of("base"), UNHEARD))
                    .isEqualTo(Placement.UPLOADED);
            // 202 opened an upload, which is then used.
            assertThat(count(registry, "POST ")).isEqualTo(status == 202 ? 1 : 2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"UNAVAILABLE", "TOO_MANY", "LOST_SESSION", "BROKEN_UPLOAD"})
    void passingFaults_beginANewUpload(Fault fault) throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = client()) {
            registry.fail("POST /v2/app/blobs/uploads/", Fault.UNAVAILABLE, Fault.TOO_MANY);
            registry.fail("PUT /v2/app/blobs/uploads/", fault, fault);
            assertThat(client.writer(app(registry)).put(blob(1), Optional.empty(), UNHEARD))
                    .isEqualTo(Placement.UPLOADED);
            assertThat(client.hasBlob(app(registry), blob(1).descriptor().digest()))
                    .isTrue();
            assertThat(count(registry, "PUT ")).isEqualTo(3);
            assertThat(count(registry, "POST ")).isEqualTo(5);
        }
    }

    @Test
    void lostAnswer_isNotUploadedAgain() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = client()) {
            registry.fail("PUT /v2/app/blobs/uploads/", Fault.LOST_ANSWER, Fault.LOST_ANSWER);
            assertThat(client.writer(app(registry)).put(blob(1), Optional.empty(), UNHEARD))
                    .isEqualTo(Placement.UPLOADED);
            assertThat(registry.uploads().receivedBytes()).isEqualTo(SIZE);
        }
    }

    @Test
    void lastingFault_isReportedWithTheRegistrysWord() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = client()) {
            Fault down = Fault.UNAVAILABLE;
            registry.fail("PUT /v2/app/blobs/uploads/", down, down, down);
            assertThatThrownBy(() -> client.writer(app(registry)).put(blob(1), Optional.empty(), UNHEARD))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining(
                            "cannot upload blob " + blob(1).descriptor().digest() + " to \"" + registry.host()
                                    + "/app\": the registry answered 503 UNAVAILABLE: restarting");
        }
    }

    @Test
    void refusedDigest_isReportedAtOnce() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = client()) {
            registry.fail("PUT /v2/app/blobs/uploads/", Fault.REFUSED, Fault.REFUSED);
            assertThatThrownBy(() -> client.writer(app(registry)).put(blob(1), Optional.empty(), UNHEARD))
                    .hasMessageContaining("400 DIGEST_INVALID: the digest is not that of the bytes");
            assertThat(count(registry, "PUT ")).isEqualTo(1);
        }
    }

    @Test
    void anotherDigestThanSent_isAnError() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = client()) {
            registry.fail("PUT /v2/app/blobs/uploads/", Fault.WRONG_DIGEST, Fault.WRONG_DIGEST);
            registry.fail("/manifests/", Fault.WRONG_DIGEST);
            RepositoryWriter writer = client.writer(app(registry));
            assertThatThrownBy(() -> writer.put(blob(1), Optional.empty(), UNHEARD))
                    .hasMessageContaining("(expected: " + blob(1).descriptor().digest() + ")");
            assertThatThrownBy(() -> writer.putManifest("1", MediaType.OCI_MANIFEST, new byte[] {'{', '}'}))
                    .hasMessageContaining("cannot push manifest \"1\"")
                    .hasMessageContaining("the registry stored it as");
        }
    }

    @Test
    void sourceThatIsNotItsDigest_isNotTriedAgain() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = client()) {
            Descriptor promised = blob(1).descriptor();
            AtomicInteger opened = new AtomicInteger();
            BlobSource broken = BlobSource.of(promised, () -> {
                opened.incrementAndGet();
                return new ByteArrayInputStream(bytes(2));
            });
            assertThatThrownBy(() -> client.writer(app(registry)).put(broken, Optional.empty(), UNHEARD))
                    .isInstanceOf(BlobException.class);
            assertThat(opened).hasValue(1);
            assertThat(client.hasBlob(app(registry), promised.digest())).isFalse();
        }
    }

    @Test
    void expiredToken_isRefreshedInTheMiddle() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.BEARER);
                RegistryClient client = RegistryClient.of(QUICK, ME)) {
            RepositoryWriter writer = client.writer(app(registry));
            writer.put(blob(1), Optional.empty(), UNHEARD);
            registry.uploads().expireTokensAfter("/blobs/uploads/");
            assertThat(writer.put(blob(2), Optional.empty(), UNHEARD)).isEqualTo(Placement.UPLOADED);
            assertThat(count(registry, "GET /token")).isEqualTo(2);
        }
    }

    @Test
    void uploadAtAnotherOrigin_getsNoLogin() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.BEARER);
                MemoryRegistry storage = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, ME)) {
            registry.uploads().place("http://" + storage.host());
            storage.uploads().place("anywhere");
            // A registry without logins here refuses every request that brings one.
            assertThat(client.writer(app(registry)).put(blob(1), Optional.empty(), UNHEARD))
                    .isEqualTo(Placement.UPLOADED);
            assertThat(storage.uploads().receivedBytes()).isEqualTo(SIZE);
        }
    }

    @Test
    void redirectedUpload_isSentThereWithoutLogin() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.BASIC);
                MemoryRegistry storage = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(QUICK, ME)) {
            registry.uploads().redirectTo("http://" + storage.host());
            storage.uploads().place("anywhere");
            assertThat(client.writer(app(registry)).put(blob(1), Optional.empty(), UNHEARD))
                    .isEqualTo(Placement.UPLOADED);
            assertThat(storage.uploads().receivedBytes()).isEqualTo(SIZE);
        }
    }

    @Test
    void connectionThatBreaksEachTime_isReportedWithHowFarItCame() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = client()) {
            Fault cut = Fault.BROKEN_UPLOAD;
            registry.fail("PUT /v2/app/blobs/uploads/", cut, cut, cut);
            assertThatThrownBy(() -> client.writer(app(registry)).put(blob(1), Optional.empty(), UNHEARD))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.hint()).contains("limit the size of uploads"))
                    .hasMessageContaining("the connection broke 3 times")
                    .hasMessageContaining("of " + SIZE + " bytes");
        }
    }

    @Test
    void challengeOfAnotherOrigin_isNotAnswered() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.BEARER);
                MemoryRegistry thief = MemoryRegistry.start(Login.BASIC);
                RegistryClient client = RegistryClient.of(QUICK, ME)) {
            registry.uploads().place("http://" + thief.host());
            assertThatThrownBy(() -> client.writer(app(registry)).put(blob(1), Optional.empty(), UNHEARD))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.status()).isEqualTo(401));
            // An answer that comes before the body is sent may look like a broken connection, which is tried again.
            assertThat(count(thief, "PUT ")).isPositive();
            assertThat(thief.uploads().receivedBytes()).isZero();
        }
    }

    @Test
    void refusedPush_namesTheLoginAndTheRight() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.BASIC);
                RegistryClient client = client()) {
            assertThatThrownBy(() -> client.writer(app(registry)).put(blob(1), Optional.empty(), UNHEARD))
                    .isInstanceOfSatisfying(
                            RegistryException.class,
                            e -> assertThat(e.hint())
                                    .contains("docker login " + registry.host())
                                    .contains("push"));
        }
    }

    @Test
    void registryThatStopsReading_isGivenUp() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress());
                RegistryClient client = client()) {
            ImageReference name = ImageReference.parse("127.0.0.1:" + mute.getLocalPort() + "/app:1");
            assertThatThrownBy(() -> client.writer(name).put(blob(1), Optional.empty(), UNHEARD))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("cannot reach");
        }
    }

    @Test
    void interrupt_endsAnUploadPromptly() throws Exception {
        try (MemoryRegistry registry = MemoryRegistry.start(Login.NONE);
                RegistryClient client = RegistryClient.of(RegistryOptions.DEFAULT, Credentials.ANONYMOUS)) {
            CountDownLatch begun = new CountDownLatch(1);
            BlobSource endless = BlobSource.of(
                    Descriptor.of(MediaType.OCI_LAYER, Digest.of(new byte[0]), 1L << 40), () -> trickle(begun));
            AtomicReference<Throwable> ended = new AtomicReference<>();
            Thread pushing = Thread.ofVirtual().start(() -> {
                try {
                    client.writer(app(registry)).put(endless, Optional.empty(), UNHEARD);
                } catch (IOException | RuntimeException e) {
                    ended.set(e);
                }
            });
            begun.await();
            pushing.interrupt();
            assertThat(pushing.join(Duration.ofSeconds(5))).isTrue();
            assertThat(ended.get()).isInstanceOf(InterruptedIOException.class);
        }
    }

    /** Bytes that come slowly and never end. */
    private static InputStream trickle(CountDownLatch begun) {
        return new InputStream() {
            @Override
            public int read() {
                return 1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                begun.countDown();
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return length;
            }
        };
    }
}
