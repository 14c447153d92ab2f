package dev.slipway.engine.source.git;

import dev.slipway.engine.step.SourceException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;

/** Talks to a repository: lists references, brings one commit, shallow where the server allows it. */
final class GitFetch {
    private final GitAccess access;
    private final GitMonitor monitor;

    GitFetch(GitAccess access, GitMonitor monitor) {
        this.access = access;
        this.monitor = monitor;
    }

    /** @param wanted short or full reference name; narrows what the server lists where it can */
    Map<String, Ref> list(GitRemote remote, String wanted) throws InterruptedException {
        try (Transport transport = Transport.open(remote.uri())) {
            access.configure(transport, remote);
            List<RefSpec> narrow = wanted.equals("HEAD") || wanted.startsWith("refs/")
                    ? List.of(new RefSpec(wanted))
                    : List.of(
                            new RefSpec("refs/heads/" + wanted),
                            new RefSpec("refs/tags/" + wanted),
                            new RefSpec("refs/" + wanted));
            try (FetchConnection connection = transport.openFetch(narrow)) {
                return Map.copyOf(connection.getRefsMap());
            }
        } catch (TransportException | NotSupportedException e) {
            throw unreachable(remote, e);
        }
    }

    /**
     * Brings the commit into a new repository.
     *
     * @param ref the reference that names the commit, when it was found by one
     */
    void fetch(Git git, GitRemote remote, String commit, Optional<String> ref) throws InterruptedException {
        String byCommit = "+" + commit + ":refs/slipway/wanted";
        try {
            fetch(git, remote, 1, ref.map(name -> "+" + name + ":" + kept(name)).orElse(byCommit));
            if (has(git, commit)) {
                return;
            }
            fetch(git, remote, 1, byCommit);
        } catch (GitAPIException e) {
            interrupted();
            everything(git, remote, e);
        }
        if (!has(git, commit)) {
            throw new SourceException(
                    SourceException.Code.NOT_FOUND,
                    "cannot find commit " + commit + " in git repository \"" + remote.shown()
                            + "\" (expected: a commit that a branch or tag reaches)");
        }
    }

    /** HEAD cannot be written by a fetch. */
    private static String kept(String name) {
        return name.equals("HEAD") ? "refs/remotes/origin/HEAD" : name;
    }

    /** For servers that give no single commit, or nothing shallow. */
    private void everything(Git git, GitRemote remote, Exception first) throws InterruptedException {
        try {
            fetch(git, remote, 0, "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*");
        } catch (GitAPIException e) {
            interrupted();
            e.addSuppressed(first);
            throw unreachable(remote, e);
        }
    }

    private void fetch(Git git, GitRemote remote, int depth, String... specs) throws GitAPIException {
        FetchCommand fetch = git.fetch()
                .setRemote(remote.uri().toPrivateString())
                .setRefSpecs(specs)
                .setTagOpt(TagOpt.NO_TAGS)
                .setCheckFetchedObjects(true)
                .setProgressMonitor(monitor)
                .setTransportConfigCallback(transport -> access.configure(transport, remote));
        if (depth > 0) {
            fetch.setDepth(depth);
        }
        fetch.call();
    }

    private static boolean has(Git git, String commit) {
        Repository repository = git.getRepository();
        try {
            return repository.getObjectDatabase().has(ObjectId.fromString(commit));
        } catch (IOException e) {
            throw SourceException.io("read a fetched git repository", e);
        }
    }

    private SourceException unreachable(GitRemote remote, Exception cause) throws InterruptedException {
        interrupted();
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof SourceException known) {
                return known;
            }
            if (at instanceof InterruptedIOException) {
                break;
            }
        }
        String reason = String.valueOf(cause.getMessage()).replace(remote.uri().toPrivateString(), remote.shown());
        boolean denied = reason.contains("not authorized") || reason.contains("Authentication");
        return new SourceException(
                denied ? SourceException.Code.UNAUTHORIZED : SourceException.Code.UNREACHABLE,
                "cannot fetch git repository \"" + remote.shown() + "\": " + reason,
                denied
                        ? Optional.of("give a token with --secret id=GIT_AUTH_TOKEN,env=…")
                        : Optional.of("check the address and the network"),
                cause);
    }

    private static void interrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("cancelled while fetching from git");
        }
    }

    /** A new repository with its metadata apart from its tree, or inside it. */
    static Git create(Path gitDirectory, Path tree) {
        try {
            return Git.init()
                    .setGitDir(gitDirectory.toFile())
                    .setDirectory(tree.toFile())
                    .setInitialBranch("master")
                    .call();
        } catch (GitAPIException e) {
            throw SourceException.io("make a git repository", e);
        }
    }
}
