package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/** What commands that look ahead take as a build does: arguments and named contexts. */
class LookAheadTest {
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

    @Test
    void explain_namesArgumentsWithTheirOldAndNewValues() throws Exception {
        context = Files.createDirectory(directory.resolve("context"));
        Files.copy(Path.of("/bin/busybox"), context.resolve("busybox"));
        write("Dockerfile", """
                FROM scratch
                COPY busybox /bin/busybox
                ARG VERSION=1
                ARG API_TOKEN=none
                RUN ["/bin/busybox", "touch", "/made"]
                """);
        SlipwayRun slipway = SlipwayRun.on(directory.resolve("store"));
        slipway.succeed("build", "--progress=quiet", "--build-arg=API_TOKEN=hush", context.toString());
        assertThat(slipway.succeed("explain", "--arg=VERSION=2", "--", context.toString())
                        .output())
                .contains("1 of 2 steps would run again", "argument VERSION: 1 -> 2");

        slipway.succeed(
                "build", "--progress=quiet", "--build-arg=VERSION=2", "--build-arg=API_TOKEN=hush", context.toString());
        assertThat(slipway.succeed("explain").output())
                .contains("because variable VERSION changed: 1 -> 2", "reran 1 of 2 steps because `VERSION` changed");

        SlipwayRun.Ended ahead = slipway.succeed("explain", "--arg=VERSION=3", "--", context.toString());
        assertThat(ahead.output()).contains("argument VERSION: 2 -> 3");
        assertThat(slipway.succeed("explain", "--arg=VERSION=2", "--", context.toString())
                        .output())
                .contains("no step would run again", "argument VERSION: is 2 already");
        SlipwayRun.Ended secret = slipway.succeed("explain", "--arg=API_TOKEN=other", "--", context.toString());
        assertThat(secret.output())
                .contains("1 of 2 steps would run again", "argument API_TOKEN: changes, not shown")
                .doesNotContain("other", "hush");
        assertThat(slipway.succeed("explain", "--json", "--arg=VERSION=3", "--", context.toString())
                        .output())
                .containsPattern("\"name\" : \"VERSION\",\\s+\"before\" : \"2\",\\s+\"after\" : \"3\"");

        slipway.succeed(
                "build", "--progress=quiet", "--build-arg=VERSION=2", "--build-arg=API_TOKEN=more", context.toString());
        assertThat(slipway.succeed("explain").output())
                .contains("variable API_TOKEN changed")
                .doesNotContain("hush", "more ");
        assertThat(Files.readAllLines(Files.list(directory.resolve("store/records"))
                        .sorted()
                        .toList()
                        .getLast()))
                .noneMatch(line -> line.contains("more"));
    }

    /** A file of a named context reruns what copies or binds it, and nothing else, whatever asks. */
    @Test
    void namedContexts_takePartAsInABuild() throws Exception {
        Path repository = Files.createDirectory(directory.resolve("repository"));
        context = Files.createDirectory(repository.resolve("app"));
        Path shared = Files.createDirectory(repository.resolve("shared"));
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("fixed"), "f");
        Files.writeString(shared.resolve("lib"), "1");
        Files.writeString(shared.resolve("note.md"), "1");
        Files.writeString(shared.resolve(".dockerignore"), "*.md\n");
        write("main", "1");
        write("Dockerfile", """
                FROM scratch AS one
                COPY --from=shared . /shared
                FROM scratch AS two
                COPY --from=outside / /fixed
                FROM scratch
                COPY main /main
                COPY --from=one / /one
                COPY --from=two / /two
                """);
        String[] named = {"--build-context=shared=" + shared, "--build-context=outside=" + outside};
        SlipwayRun slipway = SlipwayRun.on(directory.resolve("store"));
        try (Git git = Git.init().setDirectory(repository.toFile()).call()) {
            commit(git, "first");
            slipway.succeed("build", "--progress=quiet", named[0], named[1], context.toString());
            Files.writeString(shared.resolve("lib"), "22");
            commit(git, "lib");
            assertThat(slipway.succeed("explain", named[0], named[1], "--since=HEAD~1", context.toString())
                            .output())
                    .contains("3 of 5 steps would run again", "lib changed")
                    .contains("context \"" + outside + "\" counts as unchanged");
            slipway.succeed("build", "--progress=quiet", named[0], named[1], context.toString());
            assertThat(slipway.succeed("explain").output()).contains("reran 3 of 5 steps");
            Files.writeString(shared.resolve("note.md"), "22");
            commit(git, "ignored");
            write("main", "22");
            commit(git, "main");
        }
        assertThat(slipway.succeed("explain", named[0], named[1], context.toString(), "--change", "../shared/lib")
                        .output())
                .contains("3 of 5 steps would run again", "one#1 runs again");
        assertThat(slipway.succeed("explain", named[0], named[1], context.toString(), "--change", "../shared/note.md")
                        .output())
                .contains("no step would run again");
        assertThat(slipway.run("explain", named[0], named[1], context.toString(), "--change", "../other")
                        .errors())
                .contains("or one of a named context");
        SlipwayRun.Ended replay = slipway.succeed("replay", "--json", named[0], named[1], context.toString());
        assertThat(replay.output()).contains("outside the repository: it counts as never changing");
        assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(replay.output())
                        .get("commits")
                        .findValues("reruns"))
                .extracting(com.fasterxml.jackson.databind.JsonNode::size)
                .containsExactlyInAnyOrder(3, 0, 3);
        assertThat(slipway.succeed("graph", named[0], named[1], context.toString())
                        .output())
                .contains("shared");
        assertThat(slipway.run("graph", "--build-context=shared=/nowhere", context.toString())
                        .errors())
                .contains("shared=/nowhere");
        assertThat(slipway.succeed(
                                "graph",
                                named[0],
                                "--build-context=outside=docker-image://docker.io/library/x:1",
                                context.toString())
                        .output())
                .contains("x:1");
        Path page = directory.resolve("page.html");
        slipway.succeed("report", named[0], named[1], "-o", page.toString(), context.toString());
        assertThat(page).content().contains("shared");
    }
}
