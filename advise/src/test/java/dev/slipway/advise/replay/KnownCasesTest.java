package dev.slipway.advise.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.explain.ChangeImpact;
import dev.slipway.advise.explain.ChangedPath;
import dev.slipway.advise.explain.Graphs;
import dev.slipway.advise.explain.StepCosts;
import dev.slipway.advise.explain.StepGraph;
import dev.slipway.image.Digest;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.CacheOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/** The engines' Dockerfiles before and after their authors' changes: what a commit of Python costs. */
class KnownCasesTest {
    private static final ChangedPath PYTHON = new ChangedPath("python/engine/scheduler.py");
    private static final Map<String, Duration> COSTS = Map.of(
            "DeepComm", Duration.ofSeconds(300),
            "FastAttention", Duration.ofSeconds(400),
            "kernel-pack", Duration.ofSeconds(100),
            "download-cubin", Duration.ofSeconds(500),
            "rustup", Duration.ofSeconds(60),
            "COPY", Duration.ofSeconds(1));
    /** The dead bytes of pull request 41134, and a wheel without them. */
    private static final long KERNELS = 2_452_000_000L;

    private static final long WHEEL = 200_000_000L;

    @TempDir(deletionStrategy = TempDirDeletionStrategy.IgnoreFailures.class)
    Path directory;

    private static String dockerfile(String name) throws IOException {
        try (InputStream in = KnownCasesTest.class.getResourceAsStream("/cases/" + name + ".Dockerfile")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Dockerfile lines with the text of the steps that a change of Python would run. */
    private static List<String> explained(String name) throws IOException {
        return explained(name, PYTHON);
    }

    private static List<String> explained(String name, ChangedPath changed) throws IOException {
        return ChangeImpact.of(Graphs.of(dockerfile(name)), List.of(changed)).reruns().stream()
                .map(rerun ->
                        rerun.step().label().line() + " " + rerun.step().label().text())
                .toList();
    }

    private ReplayReport replayed(String name) throws IOException {
        return replayed(name, List.of());
    }

    private ReplayReport replayedManifests(String name) throws IOException {
        try (ScriptedRepository repository = new ScriptedRepository(directory.resolve(name))) {
            repository.write("Dockerfile", dockerfile(name)).commit("first");
            for (int i = 0; i < 3; i++) {
                repository
                        .write("python/pyproject.toml", "version " + i)
                        .write("rust/engine-grpc/lib.rs", "x")
                        .write("proto/engine.proto", "x")
                        .commit("manifest " + i);
            }
        }
        return play(name, List.of());
    }

    /** A build of which one step's layer is known. */
    private static List<BuildRecord> recorded(String name, int line, long layerBytes) throws IOException {
        StepGraph.Step step = Graphs.of(dockerfile(name)).steps().stream()
                .filter(one -> one.label().line() == line)
                .findFirst()
                .orElseThrow();
        BuildRecord.StepRecord ran = new BuildRecord.StepRecord(
                Digest.of(name.getBytes(StandardCharsets.UTF_8)),
                step.label().place(),
                step.label().name(),
                line,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new CacheOutcome.Miss(new CacheOutcome.MissCause.FirstRun()),
                new BuildRecord.Cost(
                        Duration.ZERO, Duration.ofSeconds(30), Duration.ZERO, List.of(layerBytes), layerBytes));
        return List.of(new BuildRecord(
                "1",
                Instant.EPOCH,
                Duration.ofSeconds(30),
                BuildRecord.Outcome.SUCCEEDED,
                new BuildRecord.Invocation("Dockerfile", ".", "", List.of(), List.of()),
                List.of(ran),
                List.of()));
    }

    private ReplayReport replayed(String name, List<BuildRecord> records) throws IOException {
        try (ScriptedRepository repository = new ScriptedRepository(directory.resolve(name))) {
            repository
                    .write("Dockerfile", dockerfile(name))
                    .write("python/pyproject.toml", "[project]")
                    .write("requirements/build.txt", "x")
                    .write("requirements/cuda.txt", "y")
                    .commit("first");
            for (int i = 0; i < 6; i++) {
                repository.write(PYTHON.path(), "v" + i).commit("python " + i);
            }
        }
        return play(name, records);
    }

    private ReplayReport play(String name, List<BuildRecord> records) {
        try (GitContext git = GitContext.open(directory.resolve(name), Optional.empty())) {
            return Replay.run(
                    git,
                    new Replay.Question(50, Optional.empty(), Optional.empty(), Optional.empty(), Map.of()),
                    new StepCosts(records, COSTS));
        }
    }

    @Test
    void oneChain_everyCommitBuildsTheKernelsAgain_sideBySideNone() throws IOException {
        assertThat(explained("sglang-22160-before"))
                .anyMatch(step -> step.startsWith("18 ") && step.contains("DeepComm"))
                .anyMatch(step -> step.startsWith("21 ") && step.contains("FastAttention"));
        assertThat(explained("sglang-22160-after"))
                .hasSize(2)
                .noneMatch(step -> step.contains("git clone"))
                .first()
                .asString()
                .contains("COPY . /workspace/engine");

        ReplayReport before = replayed("sglang-22160-before");
        ReplayReport after = replayed("sglang-22160-after");
        assertThat(before.steps().getFirst().line()).isEqualTo(21);
        assertThat(before.steps().getFirst().runs()).isEqualTo(6);
        assertThat(before.moves()).isNotEmpty();
        assertThat(before.moves().getFirst().elapsed()).isPositive();
        assertThat(before.elapsedPerCommit()).isGreaterThanOrEqualTo(Duration.ofSeconds(800));
        assertThat(after.elapsedPerCommit()).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aDownloadBehindTheWheel_runsWithEveryCommit_beforeItNever() throws IOException {
        assertThat(explained("vllm-redownload-before"))
                .anyMatch(step -> step.startsWith("19 ") && step.contains("download-cubin"));
        assertThat(explained("vllm-redownload-after")).isNotEmpty().noneMatch(step -> step.contains("download-cubin"));

        ReplayReport before = replayed("vllm-redownload-before");
        assertThat(before.steps().getFirst().line()).isEqualTo(19);
        assertThat(before.steps().getFirst().perCommit()).isEqualTo(Duration.ofSeconds(500));
        ReplayReport after = replayed("vllm-redownload-after");
        assertThat(after.steps())
                .filteredOn(step -> step.name().contains("download-cubin"))
                .allMatch(step -> step.runs() == 0);
    }

    @Test
    void aWheelThatWritesTheKernelsAgain_shipsThemWithEveryCommit() throws IOException {
        assertThat(explained("vllm-41134-before"))
                .anyMatch(step -> step.startsWith("18 ") && step.contains("/dist/*.whl"))
                .noneMatch(step -> step.contains("download-cubin"));
        assertThat(explained("vllm-41134-after"))
                .anyMatch(step -> step.startsWith("22 ") && step.contains("/dist/*.whl"))
                .noneMatch(step -> step.contains("download-cubin"));

        ReplayReport before = replayed("vllm-41134-before", recorded("vllm-41134-before", 18, WHEEL + KERNELS));
        assertThat(before.bytesPerCommit()).isGreaterThanOrEqualTo(WHEEL + KERNELS);
        assertThat(before.steps())
                .filteredOn(step -> step.line() == 18)
                .singleElement()
                .extracting(ReplayReport.StepCost::bytes)
                .isEqualTo(WHEEL + KERNELS);
        ReplayReport after = replayed("vllm-41134-after", recorded("vllm-41134-after", 22, WHEEL));
        assertThat(after.bytesPerCommit()).isBetween(WHEEL, KERNELS / 10);
    }

    @Test
    void aToolchainInAStageTooLate_isInstalledAgainWithEveryManifest() throws IOException {
        ChangedPath manifest = new ChangedPath("python/pyproject.toml");
        assertThat(explained("sglang-23278-before", manifest))
                .anyMatch(step -> step.startsWith("9 "))
                .anyMatch(step -> step.startsWith("15 ") && step.contains("rustup"));
        assertThat(explained("sglang-23278-after", manifest))
                .anyMatch(step -> step.startsWith("18 "))
                .noneMatch(step -> step.contains("rustup"));

        ReplayReport before = replayedManifests("sglang-23278-before");
        assertThat(before.steps().getFirst().line()).isEqualTo(15);
        assertThat(before.elapsedPerCommit()).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
        ReplayReport after = replayedManifests("sglang-23278-after");
        assertThat(after.steps())
                .filteredOn(step -> step.name().contains("rustup"))
                .allMatch(step -> step.runs() == 0);
        assertThat(after.elapsedPerCommit()).isLessThan(Duration.ofSeconds(60));
    }
}
