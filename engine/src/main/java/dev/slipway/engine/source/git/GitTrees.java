package dev.slipway.engine.source.git;

import dev.slipway.engine.source.http.ProxyRules;
import dev.slipway.engine.source.http.SecretValues;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CanonicalForm;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.request.BuildRequest.SshSource;
import dev.slipway.plan.request.GitLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Trees of git repositories as layers: a layer's root is the repository's root or the asked subdirectory. Files are
 * owned by root, 0644 or 0755, and modified when the commit was made. A commit that was checked out before is not
 * fetched again (memo kind {@code git}). Safe for many threads.
 *
 * <p>Shallow where the server gives single commits. {@code .git} is kept only for whole repositories, as BuildKit does.
 */
public final class GitTrees {
    private static final String MEMO = "git";

    private final Store store;
    private final GitAccess access;
    private final Clock clock;
    private final Map<GitLocation, GitRefs.Resolved> resolved = new ConcurrentHashMap<>();

    public GitTrees(
            Store store,
            SecretValues secrets,
            Map<String, SshSource> agents,
            Function<String, Optional<String>> environment,
            Clock clock) {
        IsolatedGit.install();
        this.store = store;
        this.access = new GitAccess(secrets, agents, new ProxyRules(environment), environment);
        this.clock = clock;
    }

    /**
     * How a tree is wanted.
     *
     * @param keepGit whether {@code .git} stays
     * @param allowLocal whether the repository may be a path of this machine
     */
    public record Wanted(GitLocation location, boolean keepGit, boolean allowLocal) {}

    /** Who is told. */
    public record Watcher(Digest vertex, BuildListener listener) {}

    /** For messages and keys: the address without credentials, and the reference. */
    public static String shown(GitLocation location) {
        return GitRemote.parse(location.remote()).shown()
                + location.ref().map(ref -> "#" + ref).orElse("");
    }

    /** The commit, 40 hex digits; asks the server unless the location names one. The same during one build. */
    public String commit(Wanted wanted, Watcher watcher) throws InterruptedException {
        return resolve(wanted, watcher).commit();
    }

    private GitRefs.Resolved resolve(Wanted wanted, Watcher watcher) throws InterruptedException {
        GitLocation location = wanted.location();
        GitRefs.Resolved known = resolved.get(location);
        if (known != null) {
            return known;
        }
        GitRemote remote = remote(wanted);
        Optional<String> named = location.ref().filter(GitRefs::isCommit);
        GitRefs.Resolved found = named.isPresent()
                ? new GitRefs.Resolved(named.get(), Optional.empty(), Optional.empty())
                : GitRefs.choose(fetch(watcher).list(remote, location.ref().orElse("HEAD")), location, remote);
        GitRefs.verify(found, location, remote);
        GitRefs.Resolved raced = resolved.putIfAbsent(location, found);
        return raced == null ? found : raced;
    }

    private static GitRemote remote(Wanted wanted) {
        GitRemote remote = GitRemote.parse(wanted.location().remote());
        if (remote.kind() == GitRemote.Kind.LOCAL && !wanted.allowLocal()) {
            throw new SourceException(
                    SourceException.Code.UNSUPPORTED,
                    "cannot use git repository \"" + remote.shown()
                            + "\" (expected: an https, http, ssh or git address)",
                    "give a repository of this machine as a context: --build-context name=…");
        }
        return remote;
    }

    private GitFetch fetch(Watcher watcher) {
        return new GitFetch(access, new GitMonitor(watcher.vertex(), watcher.listener(), clock));
    }

    /** The tree as a stored layer; empty when the tree has no files. */
    public Optional<StoredLayer> layer(Wanted wanted, Watcher watcher) throws InterruptedException {
        GitRefs.Resolved commit = resolve(wanted, watcher);
        boolean keepGit = wanted.keepGit() && wanted.location().subdirectory().isEmpty();
        Digest key = new CanonicalForm("git-tree", 1)
                .text(keepGit ? remote(wanted).withoutCredentials() : "")
                .text(commit.commit())
                .optional(keepGit ? commit.ref() : Optional.empty())
                .optional(wanted.location().subdirectory())
                .flag(wanted.location().submodules())
                .flag(keepGit)
                .digest();
        Optional<StoredLayer> kept = kept(key);
        if (kept.isPresent()) {
            return kept;
        }
        try (var lock = store.actions().lock(key)) {
            Optional<StoredLayer> shared = kept(key);
            if (shared.isPresent()) {
                return shared;
            }
            Optional<StoredLayer> made = checkOut(wanted, keepGit, commit, fetch(watcher));
            made.ifPresent(
                    layer -> store.memos().put(MEMO, key, layer.id().toString().getBytes(StandardCharsets.UTF_8)));
            return made;
        }
    }

    private Optional<StoredLayer> kept(Digest key) {
        return store.memos()
                .find(MEMO, key)
                .map(memo -> LayerId.parse(new String(memo, StandardCharsets.UTF_8)))
                .flatMap(store.layers()::find);
    }

    private Optional<StoredLayer> checkOut(Wanted wanted, boolean keepGit, GitRefs.Resolved commit, GitFetch fetch)
            throws InterruptedException {
        GitCheckout checkout = new GitCheckout(fetch, wanted.location().submodules(), keepGit);
        try (LayerDraft draft = store.layers().begin()) {
            Path work = draft.workDirectory();
            Optional<String> subdirectory = wanted.location().subdirectory();
            Path tree = subdirectory.isPresent() ? Files.createDirectory(work.resolve("tree")) : draft.directory();
            Path gitDirectory = keepGit ? tree.resolve(".git") : work.resolve("git");
            Instant made = checkout.into(gitDirectory, tree, remote(wanted), commit);
            if (!keepGit) {
                Files.deleteIfExists(tree.resolve(".git"));
            }
            if (subdirectory.isPresent()) {
                moveUp(tree, subdirectory.get(), draft.directory());
            }
            PlainFiles.settle(draft.directory(), made);
            return draft.commit(KnownDigests.NONE);
        } catch (IOException e) {
            throw SourceException.io("check out \"" + shown(wanted.location()) + "\"", e);
        }
    }

    private static void moveUp(Path tree, String subdirectory, Path target) throws IOException {
        Path from = tree;
        for (String name : subdirectory.split("/")) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            from = from.resolve(name);
            if (name.equals("..") || !Files.isDirectory(from, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                throw GitCheckout.notADirectory(subdirectory);
            }
        }
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : (Iterable<Path>) children::iterator) {
                Files.move(child, target.resolve(child.getFileName()));
            }
        }
    }

    /** For tests and cache keys: a digest that stands for a commit. */
    public static Digest digestOf(String commit) {
        return new CanonicalForm("git-commit", 1).list(List.of(commit)).digest();
    }
}
