package dev.slipway.serve.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path directory;

    private static Path ca;
    private static StubUpstream stub;

    @BeforeAll
    static void start() throws Exception {
        Path store = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "stub",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=stub",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        ca = directory.resolve("ca.pem");
        Files.writeString(
                ca,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(keys.getCertificate("stub").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        stub = new StubUpstream(0, managers).asSglang("tiny");
        stub.on("/generate", StubUpstream.events(UpstreamFaultsTest.token(1), UpstreamFaultsTest.last(2)));
    }

    @AfterAll
    static void stop() {
        stub.close();
    }

    @Test
    void ownCa_isTrusted() {
        reads(new UpstreamConfig.Access(Optional.empty(), Optional.of(ca), false));
    }

    @Test
    void insecure_acceptsAnything() {
        reads(new UpstreamConfig.Access(Optional.empty(), Optional.empty(), true));
    }

    @Test
    void unknownCertificate_isRefused() {
        assertThatThrownBy(stub::engine).hasMessageContaining("its certificate or TLS is not accepted");
        assertThat(stub.seen("/get_model_info").stream()
                        .filter(each -> each.headers().contains("authorization")))
                .isEmpty();
    }

    private static void reads(UpstreamConfig.Access access) {
        try (UpstreamEngine engine = stub.engine(config -> config.withAccess(access))) {
            assertThat(Requests.read(engine, Requests.text("x")).ids(0)).hasSize(2);
        }
    }
}
