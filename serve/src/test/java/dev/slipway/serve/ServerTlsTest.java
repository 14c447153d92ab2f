package dev.slipway.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import dev.slipway.serve.config.Security;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.proto.HealthCheckRequest;
import dev.slipway.serve.proto.SglangServiceGrpc;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS on both ports, with and without certificates of the callers. */
class ServerTlsTest {
    @TempDir
    private static Path directory;

    private static TestCertificate server;
    private static TestCertificate caller;
    private static ScriptedEngine engine;

    @BeforeAll
    static void make() throws Exception {
        server = TestCertificate.of(directory, "server");
        caller = TestCertificate.of(directory, "caller");
        engine = new ScriptedEngine(Script.FAST);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void bothPorts_speakTls() throws Exception {
        try (InferenceServer running = started(Optional.empty())) {
            assertThat(overGrpc(running, Optional.empty())).isTrue();
            assertThat(overHttp(running, Optional.empty()).status().code()).isEqualTo(200);
        }
    }

    @Test
    void callersWithoutACertificate_areRefusedWhereOneIsWanted() throws Exception {
        try (InferenceServer running = started(Optional.of(caller.chain()))) {
            assertThat(overGrpc(running, Optional.of(caller))).isTrue();
            assertThat(overHttp(running, Optional.of(caller)).status().code()).isEqualTo(200);
            assertThatThrownBy(() -> overGrpc(running, Optional.empty())).isInstanceOf(StatusRuntimeException.class);
            assertThatThrownBy(() -> overGrpc(running, Optional.of(server))).isInstanceOf(StatusRuntimeException.class);
            assertThatThrownBy(() -> overHttp(running, Optional.empty())).isInstanceOf(Exception.class);
        }
    }

    @Test
    void filesThatAreNoCertificate_areSaidAtTheStart() throws Exception {
        Path nonsense = Files.writeString(directory.resolve("nonsense"), "no certificate");
        for (Security.Tls tls : List.of(
                new Security.Tls(nonsense, server.key(), Optional.empty()),
                new Security.Tls(server.chain(), nonsense, Optional.empty()),
                new Security.Tls(server.chain(), server.key(), Optional.of(nonsense)))) {
            ServeConfig config =
                    ServeConfig.LOCAL.withSecurity(new Security(Optional.empty(), Optional.empty(), Optional.of(tls)));
            assertThatThrownBy(() -> InferenceServer.start(config, engine))
                    .isInstanceOf(ServeException.class)
                    .hasMessageContaining("nonsense");
        }
    }

    private static InferenceServer started(Optional<Path> authorities) {
        Security.Tls tls = new Security.Tls(server.chain(), server.key(), authorities);
        return InferenceServer.start(
                ServeConfig.LOCAL.withSecurity(new Security(Optional.empty(), Optional.empty(), Optional.of(tls))),
                engine);
    }

    private static boolean overGrpc(InferenceServer running, Optional<TestCertificate> own) throws Exception {
        SslContextBuilder context =
                GrpcSslContexts.forClient().trustManager(server.chain().toFile());
        own.ifPresent(
                each -> context.keyManager(each.chain().toFile(), each.key().toFile()));
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", running.grpcPort().orElseThrow())
                .sslContext(context.build())
                .build();
        try {
            return SglangServiceGrpc.newBlockingStub(channel)
                    .healthCheck(HealthCheckRequest.getDefaultInstance())
                    .getHealthy();
        } finally {
            channel.shutdownNow();
        }
    }

    private static AggregatedHttpResponse overHttp(InferenceServer running, Optional<TestCertificate> own) {
        ClientFactoryBuilder factory = ClientFactory.builder()
                .tlsCustomizer(tls -> tls.trustManager(server.chain().toFile()));
        own.ifPresent(each -> factory.tls(each.chain().toFile(), each.key().toFile()));
        try (ClientFactory clients = factory.build()) {
            return WebClient.builder("https://127.0.0.1:" + running.httpPort())
                    .factory(clients)
                    .build()
                    .blocking()
                    .get("/health");
        }
    }
}
