package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.differential.LocalRegistry;
import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The benchmark's engine image, from Debian's packages up: stages overlap, and a source change reruns little. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EngineImageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE =
            "debootstrap://trixie?include=python3-minimal,libpython3-stdlib,gcc,libc6-dev,ca-certificates&variant=minbase";

    private Path scratch;
    private Path context;
    private SlipwayRun slipway;
    private LocalRegistry registry;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        scratch = Files.createTempDirectory(Path.of("/var/tmp"), "engine-image");
        context = scratch.resolve("context");
        Programs.check("cp", "-r", "../bench/sglang-shape", context.toString());
        slipway = SlipwayRun.on(scratch.resolve("store"));
        registry = LocalRegistry.start(Files.createDirectories(scratch.resolve("registry")));
    }

    @AfterAll
    void stop() {
        registry.close();
        Programs.check("rm", "-rf", scratch.toString());
    }

    private JsonNode build(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("build", "--progress=plain"));
        arguments.addAll(List.of(more));
        arguments.add(context.toString());
        slipway.succeed(arguments.toArray(String[]::new));
        return JSON.readTree(
                slipway.succeed("build", "record", "show", "--json").output());
    }

    @Test
    @Order(1)
    void fromPackages_theFourMiddleStagesOverlap() throws IOException {
        JsonNode record = build(
                "--build-context",
                "base.local/debian:trixie=" + BASE,
                "-o",
                "type=oci,tar=false,dest=" + scratch.resolve("image"));
        List<Interval> stages = Stream.of("torch_deps", "deepep_builder", "flashinfer_cache", "devtools_builder")
                .map(stage -> run(record, stage))
                .toList();
        for (Interval one : stages) {
            for (Interval other : stages) {
                assertThat(one.start).as("%s and %s overlap", one, other).isLessThan(other.end);
            }
        }
    }

    @Test
    @Order(2)
    void nothingChanged_nothingRuns() throws IOException {
        JsonNode record = build("--build-context", "base.local/debian:trixie=" + BASE);
        assertThat(ran(record)).isEmpty();
    }

    @Test
    @Order(3)
    void oneLineChanged_onlyTheStepsAfterTheSourceCopyRunAndTheCauseIsNamed() throws IOException {
        Files.writeString(context.resolve("python/engine/__init__.py"), "VERSION = \"changed\"\n");
        SlipwayRun.Ended ended = slipway.succeed(
                "build", "--progress=plain", "--build-context", "base.local/debian:trixie=" + BASE, context.toString());
        JsonNode record = JSON.readTree(
                slipway.succeed("build", "record", "show", "--json").output());
        assertThat(ran(record))
                .satisfiesExactly(
                        step -> assertThat(step).contains("COPY . /workspace/engine"),
                        step -> assertThat(step).contains("RUN cd /workspace/engine"),
                        step -> assertThat(step).contains("COPY --from=framework_final /opt/venv"),
                        step -> assertThat(step).contains("COPY --from=framework_final /workspace/engine/python"),
                        step -> assertThat(step).contains("RUN useradd"));
        assertThat(ended.errors()).contains("python/engine/__init__.py", "Dockerfile:34");
    }

    @Test
    @Order(4)
    void fromARegistry_aStageOfTheSameDockerfileBuilds() throws IOException {
        // The base made from packages, given to the registry by an independent tool.
        Path base = Files.createDirectories(scratch.resolve("base"));
        Files.writeString(base.resolve("Dockerfile"), "FROM base.local/debian:trixie\n");
        slipway.succeed(
                "build",
                "--progress=plain",
                "--build-context",
                "base.local/debian:trixie=" + BASE,
                "-o",
                "type=oci,tar=false,dest=" + scratch.resolve("base-layout"),
                base.toString());
        String name = registry.name("debian:trixie");
        Programs.check(
                "skopeo",
                "copy",
                "-q",
                "--dest-tls-verify=false",
                "oci:" + scratch.resolve("base-layout"),
                "docker://" + name);
        slipway = SlipwayRun.on(scratch.resolve("store-2"));
        JsonNode record = build("--build-arg", "BASE=" + name, "--target=devtools_builder", "-t", "shape:registry");
        assertThat(ran(record)).isNotEmpty();
        assertThat(slipway.succeed("image", "ls").output()).contains("shape").contains("registry");
    }

    private record Interval(String stage, long start, long end) {}

    /** From the start of a stage's first RUN to the end of its last. */
    private static Interval run(JsonNode record, String stage) {
        long start = Long.MAX_VALUE;
        long end = 0;
        for (JsonNode step : record.get("steps")) {
            String name = step.get("name").asText();
            if (name.contains("[" + stage + " ") && name.contains("] RUN")) {
                long began = step.at("/cost/start").asLong();
                start = Math.min(start, began);
                end = Math.max(end, began + step.at("/cost/duration").asLong());
            }
        }
        assertThat(end).as("RUN steps of " + stage).isPositive();
        return new Interval(stage, start, end);
    }

    private static List<String> ran(JsonNode record) {
        return StreamSupport.stream(record.get("steps").spliterator(), false)
                .filter(step -> step.at("/outcome/type").asText().equals("miss"))
                .map(step -> step.get("name").asText())
                .toList();
    }
}
