package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.differential.DockerPeer;
import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tools of others read what Slipway writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherToolsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path scratch;
    private SlipwayRun slipway;

    @BeforeAll
    void start() throws IOException {
        scratch = Files.createTempDirectory(Path.of("/var/tmp"), "other-tools");
        Path context = Files.createDirectories(scratch.resolve("context"));
        Files.copy(Path.of("/bin/busybox"), context.resolve("busybox"));
        Files.writeString(context.resolve("Dockerfile"), """
                FROM scratch
                COPY --chmod=755 busybox /bin/busybox
                RUN ["/bin/busybox", "--install", "-s", "/bin"]
                RUN echo "built by a step" > /message && chown 12:34 /message
                LABEL org.example.kind=test
                ENV GREETING=hello
                USER 12:34
                CMD ["/bin/sh", "-c", "echo $GREETING; id -u; cat /message"]
                """);
        slipway = SlipwayRun.on(scratch.resolve("store"));
    }

    @AfterAll
    void stop() {
        Programs.check("rm", "-rf", scratch.toString());
    }

    private Path export(String type, String name, String... options) {
        Path to = scratch.resolve(name);
        String more = options.length == 0 ? "" : "," + String.join(",", options);
        slipway.succeed(
                "build",
                "--progress=plain",
                "-t",
                "tools:test",
                "-o",
                "type=" + type + ",dest=" + to + more,
                scratch.resolve("context").toString());
        return to;
    }

    @Test
    void skopeo_inspectsAndCopiesEveryForm() throws IOException {
        Path layout = export("oci", "layout", "tar=false");
        JsonNode inspected = JSON.readTree(Programs.check("skopeo", "inspect", "oci:" + layout));
        assertThat(inspected.at("/Labels/org.example.kind").asText()).isEqualTo("test");
        assertThat(inspected.get("Layers")).hasSize(3);
        Programs.check(
                "skopeo", "copy", "oci-archive:" + export("oci", "image.tar"), "dir:" + scratch.resolve("copied-1"));
        Programs.check(
                "skopeo",
                "copy",
                "docker-archive:" + export("docker", "docker.tar"),
                "dir:" + scratch.resolve("copied-2"));
        Programs.check(
                "skopeo",
                "copy",
                "oci:" + export("oci", "zstd", "tar=false", "compression=zstd"),
                "dir:" + scratch.resolve("copied-3"));
        Programs.check(
                "skopeo",
                "copy",
                "oci:" + export("oci", "plain", "tar=false", "compression=uncompressed"),
                "dir:" + scratch.resolve("copied-4"));
    }

    @Test
    void umoci_unpacksTheSameFilesAsALocalExport() throws IOException {
        Path layout = export("oci", "for-umoci", "tar=false");
        Programs.check(
                "umoci",
                "unpack",
                "--image",
                layout + ":test",
                scratch.resolve("bundle").toString());
        Path local = export("local", "local");
        Programs.check(
                "diff",
                "-r",
                "--no-dereference",
                scratch.resolve("bundle/rootfs").toString(),
                local.toString());
        // Files of a local export belong to who asked for them; those of the image and of a tar to whom the step said.
        assertThat(Files.getAttribute(local.resolve("message"), "unix:uid"))
                .isEqualTo(Files.getAttribute(local, "unix:uid"));
        Path unpacked = scratch.resolve("bundle/rootfs/message");
        assertThat(Files.getAttribute(unpacked, "unix:uid")).isEqualTo(12);
        assertThat(Files.getAttribute(unpacked, "unix:gid")).isEqualTo(34);
        Path tar = export("tar", "root.tar");
        assertThat(Programs.check("tar", "-tvf", tar.toString()))
                .contains("12/34")
                .contains("message");
    }

    @Test
    void docker_loadsAndRunsTheResult() throws IOException {
        Path archive = export("docker", "for-docker.tar");
        try (DockerPeer docker = DockerPeer.start(scratch)) {
            Programs.Result loaded = docker.run("docker", "load", "-i", archive.toString());
            assertThat(loaded.exitCode()).as(loaded.output()).isZero();
            assertThat(loaded.output()).contains("tools:test");
            Programs.Result ran = docker.run("docker", "run", "--rm", "--network=host", "tools:test");
            assertThat(ran.output()).isEqualTo("hello\n12\nbuilt by a step\n");
        }
    }
}
