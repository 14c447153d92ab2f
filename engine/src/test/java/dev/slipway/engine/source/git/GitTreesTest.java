package dev.slipway.engine.source.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.source.Sources;
import dev.slipway.engine.source.Workshop;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.BuildRequest.SshSource;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.GitLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

class GitTreesTest {
    private static final String EARLIER = "2020-01-02T03:04:05Z";
    private static final String LATER = "2021-01-02T03:04:05Z";

    /** JGit measures the file system in a thread of its own, which may still write here when a test has ended. */
    @TempDir(deletionStrategy = TempDirDeletionStrategy.IgnoreFailures.class)
    Path directory;

    private Workshop workshop;
    private Path served;
    private Path repository;
    private String first;
    private String second;

    @BeforeEach
    void fill() throws Exception {
        workshop = new Workshop(directory);
        served = Files.createDirectory(directory.resolve("served"));
        repository = Files.createDirectory(served.resolve("repo.git"));
        git(repository, "init", "-q", "-b", "main");
        Files.writeString(
                Files.createDirectories(repository.resolve("sub/deep")).resolve("file"), "one");
        Files.writeString(repository.resolve("run.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(repository.resolve("run.sh"), PosixFilePermissions.fromString("rwxrwx---"));
        Files.createSymbolicLink(repository.resolve("link"), Path.of("sub/deep/file"));
        first = commit(repository, "first", EARLIER);
        git(repository, "tag", "-a", "v1", "-m", "version 1");
        Files.writeString(repository.resolve("sub/deep/file"), "two");
        second = commit(repository, "second", LATER);
        git(repository, "branch", "side", first);
    }

    @AfterEach
    void stop() {
        workshop.close();
    }

    private static String git(Path where, String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                "git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"));
        command.addAll(List.of(arguments));
        return Workshop.run(where, command.toArray(String[]::new)).trim();
    }

    private static String commit(Path where, String message, String time) throws IOException, InterruptedException {
        git(where, "add", "-A");
        Workshop.run(
                where,
                "env",
                "GIT_COMMITTER_DATE=" + time,
                "git",
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@example.org",
                "commit",
                "-q",
                "-m",
                message,
                "--date=" + time);
        return git(where, "rev-parse", "HEAD");
    }

    private static GitLocation location(String remote, String ref) {
        return new GitLocation(
                remote,
                ref.isEmpty() ? Optional.empty() : Optional.of(ref),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty());
    }

    private static GitLocation below(GitLocation at, String subdirectory) {
        return new GitLocation(
                at.remote(),
                at.ref(),
                Optional.of(subdirectory),
                at.checksum(),
                at.submodules(),
                at.keepGitDirectory());
    }

    private static GitLocation checked(GitLocation at, String checksum) {
        return new GitLocation(
                at.remote(),
                at.ref(),
                at.subdirectory(),
                Optional.of(checksum),
                at.submodules(),
                at.keepGitDirectory());
    }

    private String local() {
        return "file://" + repository;
    }

    private Path context(GitLocation location) throws InterruptedException {
        ContextSpec spec = new ContextSpec.Git(location);
        Sources sources = workshop.sources();
        return sources.directory(new Op.Context("context", spec, Exclusions.NONE), workshop.context());
    }

    private List<StoredLayer> added(GitLocation location, boolean keepGit) throws InterruptedException {
        Op.Git op = new Op.Git(location, keepGit);
        try (Sources sources = workshop.sources()) {
            CacheKey.KeyPart part = sources.resolve(op, workshop.context());
            return sources.run(op, part, workshop.context());
        }
    }

    @Test
    void defaultBranch_isCheckedOutWithGitsModesAndTheCommitsTime() throws Exception {
        Path root = context(location(local(), ""));
        assertThat(root.resolve("sub/deep/file")).hasContent("two");
        assertThat(root.resolve("link")).isSymbolicLink().hasContent("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("run.sh"))))
                .isEqualTo("rwxr-xr-x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("sub/deep/file"))))
                .isEqualTo("rw-r--r--");
        assertThat(Files.getLastModifiedTime(root.resolve("sub")).toInstant()).isEqualTo(Instant.parse(LATER));
        assertThat(root.resolve(".git")).doesNotExist();
    }

    @Test
    void branchTagFullNameAndCommit_areFound() throws Exception {
        for (String ref : List.of("side", "v1", "refs/tags/v1", "refs/heads/side", first)) {
            assertThat(context(location(local(), ref)).resolve("sub/deep/file"))
                    .as(ref)
                    .hasContent("one");
        }
    }

    @Test
    void unknownReference_isNamed() {
        assertThatThrownBy(() -> context(location(local(), "nope")))
                .isInstanceOfSatisfying(
                        SourceException.class,
                        fault -> assertThat(fault.code()).isEqualTo(SourceException.Code.NOT_FOUND))
                .hasMessageContaining("\"nope\"");
    }

    @Test
    void subdirectory_becomesTheRoot() throws Exception {
        assertThat(context(below(location(local(), ""), "sub/deep")).resolve("file"))
                .hasContent("two");
        assertThatThrownBy(() -> context(below(location(local(), ""), "link")))
                .hasMessageContaining("\"link\"")
                .hasMessageContaining("expected: a directory");
    }

    @Test
    void checksum_isTheBeginningOfCommitOrTag() throws Exception {
        context(checked(location(local(), "main"), second.substring(0, 8)));
        context(checked(location(local(), "v1"), git(repository, "rev-parse", "v1")));
        assertThatThrownBy(() -> context(checked(location(local(), "main"), first)))
                .hasMessageContaining(second)
                .hasMessageContaining(first);
    }

    @Test
    void keptGit_isAWorkingRepositoryWithoutTimesAndCredentials() throws Exception {
        try (GitServer server = GitServer.start(served, Optional.empty())) {
            String remote = server.url("repo.git/.git").replace("//", "//user:passw@");
            Path root = added(location(remote, "main"), true).getFirst().directory();
            assertThat(git(root, "-c", "safe.directory=*", "log", "--format=%s", "-1"))
                    .isEqualTo("second");
            assertThat(git(root, "-c", "safe.directory=*", "status", "--porcelain"))
                    .isEmpty();
            assertThat(root.resolve(".git/config"))
                    .content()
                    .doesNotContain("passw")
                    .doesNotContain("worktree");
        }
    }

    @Test
    void httpRepository_isFetchedShallowAndOnceForTwoBuilds() throws Exception {
        try (GitServer server = GitServer.start(served, Optional.empty())) {
            GitLocation location = location(server.url("repo.git/.git"), "main");
            Path root = added(location, true).getFirst().directory();
            assertThat(git(root, "-c", "safe.directory=*", "rev-list", "--count", "HEAD"))
                    .isEqualTo("1");
            int before = server.requests().size();
            assertThat(added(location, true).getFirst().directory()).isEqualTo(root);
            assertThat(server.requests().subList(before, server.requests().size()))
                    .as("only the references are listed again")
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void commitOverHttp_needsNoListing_andIsTheSameLayerAsTheBranch() throws Exception {
        try (GitServer server = GitServer.start(served, Optional.empty())) {
            String remote = server.url("repo.git/.git");
            List<StoredLayer> byBranch = added(location(remote, "side"), false);
            assertThat(added(location(remote, first), false)).isEqualTo(byBranch);
        }
    }

    @Test
    void tokenSecret_opensThePrivateRepository() throws Exception {
        String header =
                "Basic " + Base64.getEncoder().encodeToString("x-access-token:tok".getBytes(StandardCharsets.UTF_8));
        try (GitServer server = GitServer.start(served, Optional.of(header))) {
            GitLocation location = location(server.url("repo.git/.git"), "main");
            assertThatThrownBy(() -> added(location, false)).isInstanceOfSatisfying(SourceException.class, fault -> {
                assertThat(fault.code()).isEqualTo(SourceException.Code.UNAUTHORIZED);
                assertThat(fault.hint().orElseThrow()).contains("GIT_AUTH_TOKEN");
            });
            workshop.secret("GIT_AUTH_TOKEN", "tok");
            assertThat(added(location, false)).hasSize(1);
            workshop.secret("GIT_AUTH_HEADER.127.0.0.1", header);
            assertThat(added(location(server.url("repo.git/.git"), "v1"), false))
                    .hasSize(1);
        }
    }

    @Test
    void submodules_areCheckedOut_unlessTheyAreNotWanted() throws Exception {
        Path inner = Files.createDirectory(served.resolve("inner.git"));
        git(inner, "init", "-q", "-b", "main");
        Files.writeString(inner.resolve("inside"), "inner");
        commit(inner, "inner", EARLIER);
        try (GitServer server = GitServer.start(served, Optional.empty())) {
            git(repository, "submodule", "add", "-q", inner.toString(), "mods/inner");
            git(repository, "config", "-f", ".gitmodules", "submodule.mods/inner.url", "../../inner.git/.git");
            commit(repository, "with a submodule", LATER);
            GitLocation location = location(server.url("repo.git/.git"), "main");
            Path root = added(location, false).getFirst().directory();
            assertThat(root.resolve("mods/inner/inside")).hasContent("inner");
            assertThat(root.resolve("mods/inner/.git")).doesNotExist();
            GitLocation without = new GitLocation(
                    location.remote(), location.ref(), Optional.empty(), Optional.empty(), false, Optional.empty());
            assertThat(added(without, false).getFirst().directory().resolve("mods/inner"))
                    .isEmptyDirectory();
        }
    }

    @Test
    void submoduleThatIsAPathOfThisMachine_isRefused() throws Exception {
        Path victim = Files.createDirectory(directory.resolve("victim"));
        git(victim, "init", "-q", "-b", "main");
        Files.writeString(victim.resolve("secret"), "x");
        commit(victim, "secret", EARLIER);
        git(repository, "submodule", "add", "-q", victim.toString(), "stolen");
        commit(repository, "hostile", LATER);
        try (GitServer server = GitServer.start(served, Optional.empty())) {
            assertThatThrownBy(() -> added(location(server.url("repo.git/.git"), "main"), false))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("path of this machine");
        }
    }

    @Test
    void localRepositoryInADockerfile_isRefused() {
        assertThatThrownBy(() -> added(location(local(), "main"), false))
                .isInstanceOfSatisfying(
                        SourceException.class,
                        fault -> assertThat(fault.code()).isEqualTo(SourceException.Code.UNSUPPORTED));
    }

    @Test
    void sshAddress_needsAnAgent_andGoesThroughTheSshProgram() throws Exception {
        GitLocation location = location("git@host.example:repo.git", "main");
        assertThatThrownBy(() -> added(location, false))
                .isInstanceOfSatisfying(
                        SourceException.class,
                        fault -> assertThat(fault.hint().orElseThrow()).contains("--ssh default"));
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path ssh = Files.writeString(bin.resolve("ssh"), """
                #!/bin/sh
                echo "$@ agent=$SSH_AUTH_SOCK" >> "%s/ssh.log"
                for last; do :; done
                exec sh -c "$(echo "$last" | sed "s#'repo.git'#'%s/.git'#")"
                """.formatted(directory, repository));
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwxr-xr-x"));
        SandboxRules none = SandboxRules.DEFAULT;
        workshop.sandbox(
                new SandboxRules(
                        none.network(),
                        none.extraHosts(),
                        none.shmSizeBytes(),
                        none.ulimits(),
                        none.entitlements(),
                        Map.of(),
                        Map.of("default", new SshSource.Agent(Path.of("/run/agent")))),
                Map.of("PATH", bin.toString()));
        assertThat(added(location, false).getFirst().directory().resolve("run.sh"))
                .exists();
        assertThat(directory.resolve("ssh.log"))
                .content()
                .contains("-o BatchMode=yes")
                .contains("-- git@host.example git-upload-pack")
                .contains("agent=/run/agent");
    }
}
