package dev.slipway.advise.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.advise.explain.ChangedPath;
import dev.slipway.advise.explain.StepCosts;
import dev.slipway.advise.replay.ReplayReport.CommitCost;
import dev.slipway.advise.replay.ReplayReport.StepCost;
import dev.slipway.plan.PlanException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/** Histories that were written down, and what playing them must say. */
class ReplayTest {
    private static final String INSTALLED_LATE = """
            FROM debian:trixie
            WORKDIR /src
            COPY . .
            RUN pip install -r requirements.txt
            RUN apt-get install -y cmake
            """;

    /** JGit measures the file system in a thread of its own, which may still write here when a test has ended. */
    @TempDir(deletionStrategy = TempDirDeletionStrategy.IgnoreFailures.class)
    Path directory;

    private ScriptedRepository repository;

    @BeforeEach
    void begin() {
        repository = new ScriptedRepository(directory);
    }

    @AfterEach
    void end() {
        repository.close();
    }

    private ReplayReport replay(int commits, Optional<String> below, Map<String, Duration> costs) {
        try (GitContext git = GitContext.open(directory, below)) {
            return Replay.run(
                    git,
                    new Replay.Question(commits, Optional.empty(), Optional.empty(), Optional.empty(), Map.of()),
                    new StepCosts(List.of(), costs));
        }
    }

    private List<List<String>> reruns() {
        return replay(200, Optional.empty(), Map.of()).commits().stream()
                .map(CommitCost::reruns)
                .toList();
    }

    @Test
    void eachCommitRerunsWhatItsFilesReach_andAnUndoneOneNothing() {
        repository.write("Dockerfile", "FROM scratch AS a\nCOPY lib /\nFROM scratch\nCOPY app /\nCOPY --from=a / /\n");
        repository.write("lib/x", "1").write("app/y", "1").commit("first");
        repository.write("lib/x", "2").commit("lib");
        repository.write("docs/z", "2").commit("docs");
        repository.write("app/y", "2").commit("app");
        repository.write("app/y", "1").commit("undo app");
        assertThat(reruns())
                .containsExactly(List.of("a#1", "stage-1#2"), List.of(), List.of("stage-1#1", "stage-1#2"), List.of());
    }

    @Test
    void dockerfileAndIgnoreFileCountAsOfEachCommit() {
        repository
                .write("Dockerfile", "FROM scratch\nCOPY app /\n")
                .write("app/a.md", "1")
                .commit("first");
        repository.write(".dockerignore", "**/*.md\n").write("app/b", "1").commit("ignore");
        repository.write("app/a.md", "2").commit("ignored");
        repository.write("Dockerfile", "FROM scratch\nCOPY app /app\n").commit("edit");
        repository.write("Dockerfile", "FRMO scratch\n").commit("broken");
        assertThat(reruns())
                .containsExactly(List.of("stage-0#1"), List.of(), List.of("stage-0#1"), List.of())
                .satisfies(
                        all -> assertThat(replay(9, Optional.empty(), Map.of()).notes())
                                .anyMatch(note -> note.contains("1 of 4 commits have no Dockerfile")));
    }

    @Test
    void theRankingIsFrequencyTimesDuration_andTheBestMoveIsPlayedThrough() {
        repository
                .write("Dockerfile", INSTALLED_LATE)
                .write("requirements.txt", "0")
                .commit("first");
        for (int i = 0; i < 9; i++) {
            repository.write("app.py", "v" + i).commit("code " + i);
        }
        repository.write("requirements.txt", "1").commit("dependency");
        ReplayReport report = replay(
                200,
                Optional.empty(),
                Map.of("pip install", Duration.ofSeconds(100), "apt-get", Duration.ofSeconds(60)));
        assertThat(report.elapsedPerCommit()).isEqualTo(Duration.ofSeconds(160));
        StepCost dearest = report.steps().getFirst();
        assertThat(dearest.line()).isEqualTo(4);
        assertThat(dearest.runs()).isEqualTo(10);
        assertThat(dearest.perCommit()).isEqualTo(Duration.ofSeconds(100));
        ReplayReport.Saving best = report.moves().getFirst();
        assertThat(best.kind()).isEqualTo("split-copy");
        assertThat(best.line()).isEqualTo(3);
        // Only the one commit in ten that changes the list still installs.
        assertThat(best.elapsed()).isEqualTo(Duration.ofSeconds(144));
    }

    @Test
    void whatIsAlreadyInOrderGetsNoMove() {
        repository.write(".dockerignore", ".git\n");
        repository.write("Dockerfile", """
                FROM debian:trixie
                RUN apt-get install -y cmake
                COPY requirements.txt .
                RUN pip install -r requirements.txt
                COPY src src
                """);
        repository.write("requirements.txt", "0").write("src/a", "0").commit("first");
        repository.write("src/a", "1").commit("code");
        ReplayReport report =
                replay(9, Optional.empty(), Map.of("pip", Duration.ofSeconds(100), "apt-get", Duration.ofSeconds(60)));
        assertThat(report.moves()).isEmpty();
        assertThat(report.elapsedPerCommit()).isZero();
    }

    @Test
    void docsThatAreCopiedAreBestIgnored() {
        repository
                .write(".dockerignore", ".git\n")
                .write("Dockerfile", "FROM debian:trixie\nCOPY . /s\nRUN make -C /s\n");
        repository.write("docs/a", "0").write("main.c", "0").commit("first");
        repository.write("docs/a", "1").commit("docs");
        repository.write("main.c", "1").commit("code");
        ReplayReport report = replay(9, Optional.empty(), Map.of("make", Duration.ofSeconds(10)));
        assertThat(report.moves()).singleElement().satisfies(move -> {
            assertThat(move.kind()).isEqualTo("ignore");
            assertThat(move.text()).contains("docs").doesNotContain(".git ");
            assertThat(move.elapsed()).isEqualTo(Duration.ofSeconds(5));
        });
    }

    @Test
    void aContextThatIsAPartOfTheRepositoryHasItsOwnHistory() {
        repository
                .write("svc/Dockerfile", "FROM scratch\nCOPY a /\n")
                .write("svc/a", "0")
                .commit("first");
        repository.write("other", "1").commit("elsewhere");
        repository.write("svc/a", "1").commit("here");
        ReplayReport report = replay(9, Optional.of("svc"), Map.of());
        assertThat(report.commits()).singleElement().satisfies(commit -> {
            assertThat(commit.subject()).isEqualTo("here");
            assertThat(commit.reruns()).containsExactly("stage-0#1");
        });
        assertThat(report.notes()).anyMatch(note -> note.contains("only 1 commit"));
    }

    @Test
    void theWorkingTreeIsComparedWithACommit() {
        repository
                .write("Dockerfile", "FROM scratch\nCOPY a /\n")
                .write("a/old", "0")
                .write(".gitignore", "out\n");
        repository.commit("first");
        repository.write("a/old", "1").write("b/new", "1").write("out/x", "1");
        try (GitContext git = GitContext.open(directory, Optional.empty())) {
            WorkingTreeChange change = WorkingTreeChange.since(git, "HEAD", directory.resolve("Dockerfile"));
            assertThat(change.changed())
                    .containsExactlyInAnyOrder(
                            new ChangedPath("a/old"), new ChangedPath("b/new"), new ChangedPath("b", true));
            assertThat(change.dockerfile())
                    .hasValueSatisfying(text -> assertThat(text).contains("COPY a"));
            assertThatThrownBy(() -> WorkingTreeChange.since(git, "nowhere", directory.resolve("Dockerfile")))
                    .isInstanceOf(PlanException.class)
                    .hasMessageContaining("\"nowhere\" is no revision");
        }
    }

    @Test
    void whatCannotBePlayedIsSaidClearly(@TempDir Path plain) {
        assertThatThrownBy(() -> GitContext.open(plain, Optional.empty()))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("is in no git repository");
        assertThatThrownBy(this::reruns).isInstanceOf(PlanException.class).hasMessageContaining("has no commit");
        repository.write("a", "1").commit("first");
        assertThatThrownBy(this::reruns).isInstanceOf(PlanException.class).hasMessageContaining("has 1 commit");
        repository.write("a", "2").commit("second");
        assertThatThrownBy(this::reruns)
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("no commit of the history has a Dockerfile");
    }
}
