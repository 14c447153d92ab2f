package dev.slipway.serve.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.serve.TestCertificate;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamTlsTest {
    @TempDir
    private static Path directory;

    private static Path ca;
    private static StubUpstream stub;

    @BeforeAll
    static void start() throws Exception {
        TestCertificate own = TestCertificate.of(directory, "stub");
        ca = own.chain();
        stub = new StubUpstream(0, own.managers()).asSglang("tiny");
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
