package dev.slipway.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.image.Compression;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Platform;
import dev.slipway.image.registry.RegistryException;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.RandomImages;
import dev.slipway.plan.request.ContextSpec.ImageOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution's own registry, filled by skopeo, behind a password. */
class DockerRegistryTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");
    private static final String LOGIN = "me:s3cret-word";
    /** bcrypt of the password, cost 5. */
    private static final String HTPASSWD = "me:$2y$05$abcdefghijklmnopqrstuuEpHRRKIlpAGo.iP7Bpa.htQEJMAAnRe\n";

    @TempDir
    Path directory;

    private Process registry;
    private String host;
    private ResolvedImage image;

    @BeforeEach
    void start() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        host = "127.0.0.1:" + port;
        Files.writeString(directory.resolve("htpasswd"), HTPASSWD);
        Path config = Files.writeString(directory.resolve("config.yml"), """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: %1$s/blobs}}
                http: {addr: "%2$s"}
                auth: {htpasswd: {realm: test, path: %1$s/htpasswd}}
                """.formatted(directory, host));
        registry = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("registry.log").toFile())
                .start();
        awaitPort(port);
        image = RandomImages.seeded(3).image(2, Compression.GZIP);
        Path layout = directory.resolve("layout");
        LocalImageSourceTest.write(layout, image, "1");
        Workshop.run(
                directory,
                "skopeo",
                "--insecure-policy",
                "copy",
                "--dest-tls-verify=false",
                "--dest-creds=" + LOGIN,
                "oci:" + layout + ":1",
                "docker://" + host + "/team/app:1");
    }

    private void awaitPort(int port) throws Exception {
        for (int i = 0; i < 200; i++) {
            try (Socket ignored = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                assertThat(registry.isAlive())
                        .as(Files.readString(directory.resolve("registry.log")))
                        .isTrue();
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IllegalStateException("the registry does not answer on port " + port);
    }

    @AfterEach
    void stop() throws InterruptedException {
        registry.destroy();
        registry.waitFor();
    }

    private ImageOrigin.Registry origin() {
        return new ImageOrigin.Registry(ImageReference.parse(host + "/team/app:1"));
    }

    @Test
    void loginOfDockerConfig_opensTheRegistry() throws Exception {
        String auth = Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                Files.createDirectory(directory.resolve("docker")).resolve("config.json"),
                "{\"auths\":{\"" + host + "\":{\"auth\":\"" + auth + "\"}}}");
        try (Workshop workshop = new Workshop(directory).dockerConfig(directory.resolve("docker"));
                Sources sources = workshop.sources()) {
            var resolved = sources.resolve(origin(), AMD64);
            assertThat(resolved.config()).isEqualTo(image.config());
            Snapshot snapshot = new Snapshot(
                    resolved.config().diffIds().stream().map(LayerId::of).toList());
            assertThat(sources.materialise(snapshot, workshop.context())).hasSize(2);
        }
    }

    @Test
    void withoutALogin_theHintNamesDockerLogin() {
        try (Workshop workshop = new Workshop(directory);
                Sources sources = workshop.sources()) {
            assertThatThrownBy(() -> sources.resolve(origin(), AMD64))
                    .isInstanceOfSatisfying(RegistryException.class, fault -> {
                        assertThat(fault.status()).isEqualTo(401);
                        assertThat(fault.hint()).contains("docker login " + host);
                    });
        }
    }
}
