package dev.slipway.engine.source.git;

import dev.slipway.engine.step.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.submodule.SubmoduleWalk;

/**
 * Puts the files of one commit, and of its submodules, into a directory.
 *
 * @param submodules whether they are checked out
 * @param keepGit whether {@code .git} directories and files stay
 */
record GitCheckout(GitFetch fetch, boolean submodules, boolean keepGit) {
    private static final int MAX_DEPTH = 16;

    /**
     * @param gitDirectory a path that does not exist yet
     * @return when the commit was made
     */
    Instant into(Path gitDirectory, Path tree, GitRemote remote, GitRefs.Resolved wanted) throws InterruptedException {
        return into(gitDirectory, tree, remote, wanted, 0);
    }

    private Instant into(Path gitDirectory, Path tree, GitRemote remote, GitRefs.Resolved wanted, int depth)
            throws InterruptedException {
        try (Git git = GitFetch.create(gitDirectory, tree)) {
            fetch.fetch(git, remote, wanted.commit(), wanted.ref());
            Repository repository = git.getRepository();
            Instant made = files(repository, wanted.commit());
            if (submodules) {
                submodules(repository, tree, remote, depth);
            }
            if (keepGit) {
                settle(repository, remote);
            }
            return made;
        } catch (IOException | ConfigInvalidException e) {
            throw SourceException.io("check out commit " + wanted.commit() + " of \"" + remote.shown() + "\"", e);
        }
    }

    private static Instant files(Repository repository, String commit) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit parsed = walk.parseCommit(ObjectId.fromString(commit));
            DirCache index = repository.lockDirCache();
            DirCacheCheckout checkout = new DirCacheCheckout(repository, index, parsed.getTree());
            checkout.setFailOnConflict(true);
            checkout.checkout();
            RefUpdate head = repository.updateRef("HEAD", true);
            head.setNewObjectId(parsed);
            head.disableRefLog();
            head.forceUpdate();
            return Instant.ofEpochSecond(parsed.getCommitTime());
        }
    }

    private void submodules(Repository repository, Path tree, GitRemote remote, int depth)
            throws IOException, ConfigInvalidException, InterruptedException {
        if (!Files.isRegularFile(tree.resolve(".gitmodules"), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (SubmoduleWalk walk = SubmoduleWalk.forIndex(repository)) {
            walk.loadModulesConfig();
            while (walk.next()) {
                String url = walk.getModulesUrl();
                if (url != null) {
                    submodule(walk, tree, address(remote, url, walk.getPath()), repository, depth + 1);
                }
            }
        }
    }

    private void submodule(SubmoduleWalk walk, Path tree, GitRemote remote, Repository parent, int depth)
            throws IOException, InterruptedException {
        if (depth > MAX_DEPTH) {
            throw new SourceException(
                    SourceException.Code.BAD_CONTENT,
                    "cannot check out submodule \"" + walk.getPath() + "\": nested deeper than " + MAX_DEPTH
                            + " (expected: no loop)");
        }
        Path place = plainDirectory(tree, walk.getPath());
        Path modules = parent.getDirectory().toPath().resolve("modules");
        Path gitDirectory = modules.resolve(walk.getPath());
        Files.createDirectories(gitDirectory.getParent());
        GitRefs.Resolved commit = new GitRefs.Resolved(walk.getObjectId().name(), Optional.empty(), Optional.empty());
        into(gitDirectory, place, remote, commit, depth);
        Path link = place.resolve(".git");
        Files.deleteIfExists(link);
        if (keepGit) {
            Files.writeString(link, "gitdir: " + place.relativize(gitDirectory) + "\n");
        }
    }

    /** A submodule of a remote repository must not name a place of this machine. */
    private static GitRemote address(GitRemote parent, String url, String path) {
        GitRemote remote = GitRemote.parse(SubmoduleAddress.resolve(parent, url));
        if (remote.kind() == GitRemote.Kind.LOCAL && parent.kind() != GitRemote.Kind.LOCAL) {
            throw new SourceException(
                    SourceException.Code.BAD_CONTENT,
                    "cannot check out submodule \"" + path + "\": its address \"" + url
                            + "\" is a path of this machine (expected: an https or ssh address)");
        }
        return remote;
    }

    /** The directory of an index path, made; refuses to go through anything but directories. */
    static Path plainDirectory(Path root, String path) throws IOException {
        Path at = root;
        for (String name : path.split("/")) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.equalsIgnoreCase(".git")) {
                throw notADirectory(path);
            }
            at = at.resolve(name);
            if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(at);
            } else if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                throw notADirectory(path);
            }
        }
        return at;
    }

    static SourceException notADirectory(String path) {
        return new SourceException(
                SourceException.Code.NOT_FOUND,
                "cannot use \"" + path + "\" of the git repository (expected: a directory of its tree)");
    }

    /** What a kept {@code .git} says must not depend on the clock or hold credentials. */
    private static void settle(Repository repository, GitRemote remote) throws IOException {
        DirCache index = repository.lockDirCache();
        for (int i = 0; i < index.getEntryCount(); i++) {
            index.getEntry(i).setLastModified(Instant.EPOCH);
        }
        index.write();
        if (!index.commit()) {
            throw new IOException("the index is locked");
        }
        RefUpdate temporary = repository.updateRef("refs/slipway/wanted");
        temporary.setForceUpdate(true);
        temporary.delete();
        repository.getConfig().unset("core", null, "worktree");
        repository.getConfig().setString("remote", "origin", "url", remote.withoutCredentials());
        repository.getConfig().setString("remote", "origin", "fetch", "+refs/heads/*:refs/remotes/origin/*");
        repository.getConfig().save();
        Files.deleteIfExists(repository.getDirectory().toPath().resolve("FETCH_HEAD"));
    }
}
