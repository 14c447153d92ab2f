package dev.slipway.advise.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.explain.ChangeImpact;
import dev.slipway.advise.explain.ChangedPath;
import dev.slipway.advise.explain.Graphs;
import dev.slipway.advise.explain.StepCosts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
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
            "COPY", Duration.ofSeconds(1));

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
        return ChangeImpact.of(Graphs.of(dockerfile(name)), List.of(PYTHON)).reruns().stream()
                .map(rerun ->
                        rerun.step().label().line() + " " + rerun.step().label().text())
                .toList();
    }

    private ReplayReport replayed(String name) throws IOException {
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
        try (GitContext git = GitContext.open(directory.resolve(name), Optional.empty())) {
            return Replay.run(
                    git,
                    new Replay.Question(50, Optional.empty(), Optional.empty(), Optional.empty(), Map.of()),
                    new StepCosts(List.of(), COSTS));
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
    void kernelsInAStageOfTheirOwn_areNotDownloadedForAWheel() throws IOException {
        assertThat(explained("vllm-41134-after")).noneMatch(step -> step.contains("download-cubin"));
    }
}
