package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.explain.StepCosts;
import dev.slipway.advise.replay.GitContext;
import dev.slipway.advise.replay.Replay;
import dev.slipway.advise.replay.ReplayReport;
import dev.slipway.engine.BuilderOptions;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.CacheOutcome;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import dev.slipway.plan.request.ContextSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/** What replay and explain foresee against what builds do. */
class ForesightTest {
    private static final int COMMITS = 30;

    /** Copies between stages take whole stages, so that no result comes out the same by chance. */
    private static final String DOCKERFILE = """
            FROM scratch AS lib
            COPY lib/*.txt /lib/
            COPY --exclude=*.tmp lib/deep /lib/deep

            FROM scratch AS whole
            COPY . /src/

            FROM scratch AS app
            COPY --from=lib / /
            COPY app /app
            COPY --link conf /conf
            WORKDIR /app

            FROM scratch
            COPY docs /docs
            COPY --from=app / /all
            COPY --from=whole / /whole
            """;

    private static final List<String> FILES = List.of(
            "lib/a.txt",
            "lib/b.txt",
            "lib/c.bin",
            "lib/deep/x.tmp",
            "lib/deep/more/y.tmp",
            "lib/deep/z",
            "app/main",
            "app/sub/one",
            "conf/app.yaml",
            "docs/index",
            "docs/new/page",
            "tests/skipped",
            "tests/keep",
            "elsewhere/note.log");

    /** JGit measures the file system in a thread of its own, which may still write here when a test has ended. */
    @TempDir(deletionStrategy = TempDirDeletionStrategy.IgnoreFailures.class)
    Path directory;

    private Path context;

    /** JGit would first measure the clock of the file system, for seconds. */
    @BeforeAll
    static void measureNothing() {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        FS.FileStoreAttributes.setBackground(true);
    }

    private void write(String path, String text) throws IOException {
        Path file = context.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void commit(Git git, String subject) throws Exception {
        git.add().addFilepattern(".").call();
        git.add().setUpdate(true).addFilepattern(".").call();
        git.commit()
                .setMessage(subject)
                .setAuthor("A", "a@localhost")
                .setCommitter("A", "a@localhost")
                .setSign(false)
                .call();
    }

    private EmbeddedBuilder builder() {
        return EmbeddedBuilder.open(new BuilderOptions(
                directory.resolve("store"),
                Optional.empty(),
                OptionalInt.empty(),
                name -> Optional.empty(),
                Optional.empty(),
                Clock.systemUTC(),
                new PrintStream(OutputStream.nullOutputStream())));
    }

    private List<String> built(EmbeddedBuilder builder) throws InterruptedException {
        BuildRequest request = new BuildRequest(
                new BuildRequest.Sources(
                        new DockerfileLocation.InContext("Dockerfile"),
                        Optional.of(new ContextSpec.Directory(context)),
                        Map.of()),
                Optional.empty(),
                Map.of(),
                List.of(),
                BuildRequest.CacheRules.DEFAULT,
                BuildRequest.SandboxRules.DEFAULT,
                BuildRequest.ImageSettings.NONE,
                List.of());
        BuildRecord record = builder.build(request, BuildListener.NONE).record();
        return record.steps().stream()
                .filter(step -> step.outcome() instanceof CacheOutcome.Miss)
                .map(BuildRecord.StepRecord::place)
                .sorted()
                .toList();
    }

    private List<List<String>> foreseen() {
        try (GitContext git = GitContext.open(context, Optional.empty())) {
            return Replay.run(
                            git,
                            new Replay.Question(100, Optional.empty(), Optional.empty(), Optional.empty(), Map.of()),
                            new StepCosts(List.of(), Map.of()))
                    .commits()
                    .stream()
                    .map(ReplayReport.CommitCost::reruns)
                    .map(places -> places.stream().sorted().toList())
                    .toList();
        }
    }

    @Test
    void thirtyRandomCommitsRerunWhatWasForeseen() throws Exception {
        context = Files.createDirectory(directory.resolve("context"));
        Random random = new Random(41134);
        write("Dockerfile", DOCKERFILE);
        write(".dockerignore", ".git\ntests\n!tests/keep\n**/*.log\n");
        for (String kept :
                List.of("lib/kept.txt", "lib/deep/kept", "app/kept", "conf/kept", "docs/kept", "tests/kept")) {
            write(kept, "kept");
        }
        List<List<String>> built = new ArrayList<>();
        try (Git git = Git.init().setDirectory(context.toFile()).call();
                EmbeddedBuilder builder = builder()) {
            commit(git, "first");
            built(builder);
            for (int i = 0; i < COMMITS; i++) {
                change(i, random);
                commit(git, "change " + i);
                built.add(built(builder));
            }
        }
        List<List<String>> foreseen = foreseen();
        assertThat(foreseen).hasSize(COMMITS);
        for (int i = 0; i < COMMITS; i++) {
            assertThat(foreseen.get(i)).as("commit " + i).isEqualTo(built.get(i));
        }
        assertThat(built).anyMatch(List::isEmpty).anyMatch(steps -> steps.size() > 4);
    }

    /** With directories that it leaves empty, as a checkout does. */
    private void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        for (Path up = file.getParent();
                up != null && !up.equals(context) && Files.isDirectory(up);
                up = up.getParent()) {
            try (var left = Files.list(up)) {
                if (left.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(up);
        }
    }

    /** Contents come from a few, so that commits take earlier ones back. */
    private void change(int number, Random random) throws IOException {
        if (number == 12) {
            write(
                    "Dockerfile",
                    DOCKERFILE.replace("COPY app /app\n", "COPY app /app\nCOPY lib/c.bin* lib/kept.txt /bin/\n"));
        } else if (number == 20) {
            write(".dockerignore", ".git\ntests\n**/*.log\n**/*.yaml\n");
        }
        for (int i = random.nextInt(2); i >= 0; i--) {
            String path = FILES.get(random.nextInt(FILES.size()));
            if (random.nextInt(4) == 0) {
                delete(context.resolve(path));
            } else {
                write(path, "content " + random.nextInt(3));
                assertThat(context.resolve(path).toFile().setExecutable(random.nextInt(4) == 0))
                        .isTrue();
            }
        }
    }

    @Test
    void aStepWhoseFilesOfAnotherStageStayTheSameIsForeseenAllTheSame() throws Exception {
        context = Files.createDirectory(directory.resolve("context"));
        write("Dockerfile", "FROM scratch AS a\nCOPY x y /\nFROM scratch\nCOPY --from=a /x /\n");
        write("x", "1");
        write("y", "1");
        try (Git git = Git.init().setDirectory(context.toFile()).call();
                EmbeddedBuilder builder = builder()) {
            commit(git, "first");
            built(builder);
            write("y", "2");
            commit(git, "second");
            assertThat(built(builder)).containsExactly("a#1");
        }
        assertThat(foreseen()).containsExactly(List.of("a#1", "stage-1#1"));
    }

    @Test
    void explainTellsOfTheLastBuildAndOfTheNext() throws Exception {
        context = Files.createDirectory(directory.resolve("context"));
        write("Dockerfile", "FROM scratch AS a\nCOPY src /\nFROM scratch\nCOPY --from=a / /\n");
        write("src/x", "1");
        SlipwayRun slipway = SlipwayRun.on(directory.resolve("store"));
        String[] build = {"build", "--progress=quiet", context.toString()};
        assertThat(slipway.run("explain").errors()).contains("no build is recorded");
        slipway.succeed(build);
        write("src/x", "22");
        slipway.succeed(build);
        assertThat(slipway.succeed("explain").output())
                .contains("because of [a 1/1] COPY src / (line 2)", "because file src/x changed");
        assertThat(slipway.succeed("explain", "--json").output()).contains("\"through\"", "\"src/x\"");
        String ahead = slipway.succeed("explain", context.toString(), "--change", "src/new")
                .output();
        assertThat(ahead).contains("2 of 2 steps would run again: ", "src/new changed", "critical path: a#1");
        assertThat(slipway.succeed("explain", "--change=README", "--", context.toString())
                        .output())
                .contains("no step would run again");
        assertThat(slipway.succeed("graph", "--format=mermaid", context.toString())
                        .output())
                .startsWith("flowchart TD");
        assertThat(slipway.run("replay", context.toString()).errors()).contains("in no git repository", "hint:");
        assertThat(slipway.run("graph", "--target=none", context.toString()).errors())
                .contains("cannot build target \"none\"");
        assertThat(slipway.run("graph", "--format=png", context.toString()).errors())
                .contains("dot, mermaid or svg");
    }

    @Test
    void replayPrintsStepsMovesAndJson() throws Exception {
        context = Files.createDirectory(directory.resolve("context"));
        write("Dockerfile", "FROM debian:trixie\nCOPY app /app\nRUN apt-get install -y cmake\n");
        write("app/x", "1");
        try (Git git = Git.init().setDirectory(context.toFile()).call()) {
            commit(git, "first");
            write("app/x", "2");
            commit(git, "second");
        }
        SlipwayRun slipway = SlipwayRun.on(directory.resolve("store"));
        assertThat(slipway.succeed("replay", "--cost", "apt-get=90", context.toString())
                        .output())
                .contains("1 commit: 1m30s a commit", "move \"COPY app /app\" below line 3", "saves 1m30s a commit");
        assertThat(slipway.succeed("replay", "--json", "-n", "5", context.toString())
                        .output())
                .contains("\"moves\"", "\"secondsPerCommit\"");
        write("app/x", "3");
        assertThat(slipway.succeed("explain", "--since", "HEAD", context.toString())
                        .output())
                .contains("2 of 2 steps would run again", "app/x changed");
    }
}
