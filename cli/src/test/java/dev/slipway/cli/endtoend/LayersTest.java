package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.differential.DockerPeer;
import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The shape of an engine's image, small: a large library layer, a download that a later install writes again, and source
 * that changes. Read and run by others' tools.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOCKERFILE = """
            FROM scratch AS base
            COPY --chmod=755 busybox /bin/busybox
            RUN ["/bin/busybox", "--install", "-s", "/bin"]

            FROM base AS framework
            RUN --mount=type=bind,source=noise,target=/noise mkdir -p /venv/lib && cp /noise /venv/lib/libtorch.so
            RUN --mount=type=bind,source=noise,target=/noise mkdir -p /venv/cubin && cp /noise /venv/cubin/downloaded
            COPY source /venv/app/

            FROM base
            COPY --from=framework --chown=12:34 /venv /venv
            RUN rm /venv/cubin/downloaded && echo new > /venv/cubin/downloaded
            CMD ["/bin/sh", "-c", "cat /venv/app/main /venv/cubin/downloaded; ls -ln /venv/app/main"]
            """;

    private Path scratch;
    private Path context;
    private SlipwayRun slipway;

    @BeforeAll
    void start() throws IOException {
        scratch = Files.createTempDirectory(Path.of("/var/tmp"), "layers");
        context = Files.createDirectories(scratch.resolve("context"));
        Files.copy(Path.of("/bin/busybox"), context.resolve("busybox"));
        byte[] noise = new byte[2 << 20];
        new Random(1).nextBytes(noise);
        Files.write(context.resolve("noise"), noise);
        Files.createDirectories(context.resolve("source"));
        Files.writeString(context.resolve("Dockerfile"), DOCKERFILE);
        slipway = SlipwayRun.on(scratch.resolve("store"));
    }

    @AfterAll
    void stop() {
        Programs.check("rm", "-rf", scratch.toString());
    }

    private SlipwayRun.Ended build(String source, String output, String... flags) throws IOException {
        Files.writeString(context.resolve("source/main"), source + "\n");
        List<String> command = new ArrayList<>(List.of("build", "--progress=plain", "-t", "layers:test", "-o", output));
        command.addAll(List.of(flags));
        command.add(context.toString());
        return slipway.succeed(command.toArray(String[]::new));
    }

    private List<String> layers(String name) throws IOException {
        JsonNode manifest = JSON.readTree(Programs.check("skopeo", "inspect", "--raw", "oci:" + scratch.resolve(name)));
        List<String> digests = new ArrayList<>();
        manifest.get("layers").forEach(layer -> digests.add(layer.get("digest").asText()));
        return digests;
    }

    private String layout(String name) {
        return "type=oci,tar=false,dest=" + scratch.resolve(name);
    }

    private Path unpacked(String name) {
        Path bundle = scratch.resolve(name + "-bundle");
        Programs.check("umoci", "unpack", "--image", scratch.resolve(name) + ":test", bundle.toString());
        return bundle.resolve("rootfs");
    }

    @Test
    void changedSource_changesOnlyTheLayersThatHaveIt() throws IOException {
        build("one", layout("before"));
        build("two", layout("after"));

        List<String> before = layers("before");
        List<String> after = layers("after");
        assertThat(before).hasSize(6);
        assertThat(after.subList(0, 4)).isEqualTo(before.subList(0, 4));
        assertThat(after.get(4)).isNotEqualTo(before.get(4));
    }

    @Test
    void everyKindOfLayering_isTheSameFilesForUmoci() throws IOException {
        build("same", layout("written"), "--layering=as-written", "--keep-shadowed");
        Path truth = unpacked("written");
        build("same", layout("usual"), "--shadowed-threshold=1MiB");
        build("same", layout("fine"), "--layer-min-size=0", "--max-layers=100", "--layer-size-target=1MiB");

        assertThat(layers("written")).hasSize(4);
        for (String name : List.of("usual", "fine")) {
            Programs.check(
                    "diff",
                    "-r",
                    "--no-dereference",
                    truth.toString(),
                    unpacked(name).toString());
        }
    }

    @Test
    void hiddenBytes_areLeftOutAndTheSummaryNamesTheLines() throws IOException {
        String said =
                build("said", layout("pruned"), "--shadowed-threshold=1MiB").all();

        assertThat(said)
                .contains("left out 2.10MB that later layers hide (--keep-shadowed keeps it):")
                .contains("  2.10MB written by COPY at Dockerfile:11, overwritten by RUN at Dockerfile:12");
        assertThat(build("said", layout("pruned"), "--keep-shadowed").all()).doesNotContain("left out");
    }

    @Test
    void docker_loadsAndRunsDividedLayersWithoutHiddenFiles() throws IOException {
        Path archive = scratch.resolve("docker.tar");
        build(
                "run",
                "type=docker,dest=" + archive,
                "--layer-min-size=0",
                "--shadowed-threshold=0",
                "--layer-size-target=1MiB");
        try (DockerPeer docker = DockerPeer.start(scratch)) {
            Programs.Result loaded = docker.run("docker", "load", "-i", archive.toString());
            assertThat(loaded.exitCode()).as(loaded.output()).isZero();
            Programs.Result ran = docker.run("docker", "run", "--rm", "--network=host", "layers:test");
            assertThat(ran.output()).startsWith("run\nnew\n").contains(" 12 ").contains(" 34 ");
        }
    }
}
