package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.differential.LocalRegistry;
import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An unchanged build whose base image is gone: its layers removed from the store, its registry stopped. Nothing of the
 * base may be asked for that the wanted output does not hold.
 */
class AbsentBaseTest {
    private Path scratch;
    private LocalRegistry registry;
    private SlipwayRun slipway;
    private Path context;
    private String base;
    private String baseLayer;

    @BeforeEach
    void makeBase() throws Exception {
        scratch = Files.createTempDirectory(Path.of("/var/tmp"), "absent-base");
        registry = LocalRegistry.start(Files.createDirectories(scratch.resolve("registry")));
        base = registry.name("base:1");
        Path of = Files.createDirectories(scratch.resolve("base"));
        Files.copy(Path.of("/bin/busybox"), of.resolve("busybox"));
        Files.writeString(of.resolve("Dockerfile"), """
                FROM scratch
                COPY --chmod=755 busybox /bin/busybox
                COPY passwd /etc/passwd
                """);
        Files.writeString(of.resolve("passwd"), "engine:x:7:8::/:/bin/false\n");
        SlipwayRun.on(scratch.resolve("store-of-the-base"))
                .succeed("build", "--progress=plain", "--push", "-t", base, of.toString());
        baseLayer = new ObjectMapper()
                .readTree(Programs.check("skopeo", "inspect", "--tls-verify=false", "docker://" + base))
                .at("/Layers/0")
                .asText();
        context = Files.createDirectories(scratch.resolve("context"));
        Files.writeString(context.resolve("app"), "app\n");
        Files.writeString(context.resolve("Dockerfile"), """
                FROM %1$s AS made
                COPY --chown=engine app /opt/app/
                RUN ["/bin/busybox", "touch", "/made"]
                RUN --mount=type=bind,from=%1$s,source=/etc,target=/other ["/bin/busybox", "cp", "/other/passwd", "/copy"]

                FROM %1$s
                WORKDIR /work
                COPY --from=made /opt /opt
                COPY --from=%1$s /bin/busybox /bin/sh
                """.formatted(base));
        slipway = SlipwayRun.on(scratch.resolve("store"));
    }

    @AfterEach
    void stop() {
        registry.close();
        Programs.check("rm", "-rf", scratch.toString());
    }

    private SlipwayRun.Ended build(String... outputs) {
        List<String> arguments = new java.util.ArrayList<>(List.of("build", "--progress=plain", "-t", "app:1"));
        arguments.addAll(List.of(outputs));
        arguments.add(context.toString());
        return slipway.run(arguments.toArray(String[]::new));
    }

    private void succeeds(String... outputs) {
        SlipwayRun.Ended ended = build(outputs);
        assertThat(ended.exitCode()).as(ended.all()).isZero();
    }

    private void succeedsUnchanged(String... outputs) {
        SlipwayRun.Ended ended = build(outputs);
        assertThat(ended.exitCode()).as(ended.all()).isZero();
        assertThat(ended.errors()).containsPattern("\n0 of [0-9]+ steps ran");
        assertThat(baseDirectories()).isEmpty();
    }

    private List<Path> baseDirectories() {
        try (var layers = Files.list(scratch.resolve("store/layers"))) {
            return layers.filter(layer -> layer.getFileName().toString().startsWith("diff-"))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void removeBase(boolean blobsToo) throws IOException {
        registry.close();
        assertThat(baseDirectories()).isNotEmpty();
        baseDirectories().forEach(layer -> Programs.check("rm", "-rf", layer.toString()));
        Path blob = scratch.resolve("store/blobs/sha256").resolve(baseLayer.substring("sha256:".length()));
        assertThat(blob).exists();
        if (blobsToo) {
            Files.delete(blob);
        }
    }

    @Test
    void imageInTheStore_isBuiltAgain() throws IOException {
        succeeds();
        removeBase(false);
        succeedsUnchanged();
        succeedsUnchanged("-o", "type=image");
    }

    @Test
    void layoutThatHasTheBase_isBuiltAgain_withoutTheStoresBlobs() throws IOException {
        String output = "type=oci,tar=false,dest=" + scratch.resolve("layout");
        succeeds("-o", output);
        Path index = scratch.resolve("layout/index.json");
        String before = Files.readString(index);
        removeBase(true);
        succeedsUnchanged("-o", output);
        assertThat(Files.readString(index)).isEqualTo(before);
    }

    @Test
    void archives_areMadeOfKeptBlobs() throws IOException {
        succeeds("-o", "type=oci,dest=" + scratch.resolve("first.tar"));
        removeBase(false);
        succeedsUnchanged("-o", "type=oci,dest=" + scratch.resolve("second.tar"));
        assertThat(Files.mismatch(scratch.resolve("first.tar"), scratch.resolve("second.tar")))
                .isEqualTo(-1);
    }

    @Test
    void registryThatHasTheBase_isPushedTo() throws Exception {
        try (LocalRegistry other = LocalRegistry.start(Files.createDirectories(scratch.resolve("other")))) {
            String output = "type=registry,name=" + other.name("app:1");
            succeeds("-o", output);
            removeBase(true);
            succeedsUnchanged("-o", output);
            succeedsUnchanged("-o", "type=registry,name=" + other.name("moved:1"));
        }
    }

    @Test
    void baseThatIsNowhere_isNamedWithItsPlace() throws IOException {
        succeeds();
        removeBase(true);
        for (String output : List.of("type=oci,dest=" + scratch.resolve("x.tar"), "type=image")) {
            SlipwayRun.Ended ended = build("-o", output);
            assertThat(ended.exitCode()).as(ended.all()).isEqualTo(1);
            assertThat(ended.errors())
                    .contains("cannot fetch layer " + baseLayer + " of base image \"" + base + "@sha256:")
                    .contains("it is not in the store")
                    .contains("cannot reach http://" + registry.host())
                    .contains("hint:");
        }
        assertThat(scratch.resolve("x.tar")).doesNotExist();
    }
}
