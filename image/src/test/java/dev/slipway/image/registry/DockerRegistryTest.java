package dev.slipway.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageReference;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.layout.DirectoryLayoutWriter;
import dev.slipway.image.layout.ImageNames;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.ImageVerifier;
import dev.slipway.image.testing.RandomImages;
import dev.slipway.image.testing.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the distribution's own registry, filled by skopeo. */
class DockerRegistryTest {
    @TempDir
    Path dir;

    @Test
    void imagePushedByOthers_isPulledAndSound() throws Exception {
        assumeThat(Path.of("/usr/bin/docker-registry")).exists();
        int port = freePort();
        Files.writeString(
                dir.resolve("config.yml"),
                "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: " + dir.resolve("data")
                        + "\nhttp:\n  addr: 127.0.0.1:" + port + "\n");
        Process registry = new ProcessBuilder("/usr/bin/docker-registry", "serve", "config.yml")
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start();
        try {
            awaitPort(port);
            ResolvedImage image = RandomImages.seeded(11).image(3, Compression.GZIP);
            writeLayout(image);
            Tools.run(
                    dir,
                    "skopeo",
                    "copy",
                    "--dest-tls-verify=false",
                    "oci:layout:1",
                    "docker://127.0.0.1:" + port + "/some/app:1");
            ImageReference name = ImageReference.parse("127.0.0.1:" + port + "/some/app:1");
            try (RegistryClient client = RegistryClient.of(RegistryOptions.DEFAULT, Credentials.ANONYMOUS)) {
                assertThat(client.resolve(name).digest())
                        .isEqualTo(image.descriptor().digest());
                ResolvedImage pulled = client.image(name).resolve(Platform.parse("linux/amd64"));
                assertThat(pulled.manifestBytes()).isEqualTo(image.manifestBytes());
                assertThat(ImageVerifier.problems(pulled)).isEmpty();
            }
        } finally {
            registry.destroy();
            registry.waitFor();
        }
    }

    private void writeLayout(ResolvedImage image) throws IOException {
        try (DirectoryLayoutWriter writer = DirectoryLayoutWriter.in(dir.resolve("layout"))) {
            for (BlobSource layer : image.layers()) {
                writer.put(layer);
            }
            writer.put(image.configBlob());
            writer.put(BlobSource.of(MediaType.OCI_MANIFEST, image.manifestBytes()));
            writer.finish(ImageIndex.oci(List.of(ImageNames.named(image.descriptor(), ImageReference.parse("app:1")))));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(int port) throws Exception {
        for (int i = 0; i < 100; i++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError("docker-registry does not listen on port " + port);
    }
}
