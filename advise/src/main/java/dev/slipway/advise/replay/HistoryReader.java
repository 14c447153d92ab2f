package dev.slipway.advise.replay;

import dev.slipway.advise.explain.ContextSelection;
import dev.slipway.advise.replay.History.Commit;
import dev.slipway.advise.replay.History.Delta;
import dev.slipway.advise.replay.History.Inputs;
import dev.slipway.plan.PlanException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads the last commits of a context: first parents, tree differences, and texts of the Dockerfile and ignore file. */
final class HistoryReader {
    /** Paths of the first tree and of all differences together; about 300 bytes each. */
    private static final int MOST_DELTAS = 1_000_000;

    private final GitContext git;
    private final Files files;
    private final Map<String, String> paths = new HashMap<>();
    private final Map<String, Map<String, Integer>> directories = new HashMap<>();
    private int deltas;
    private ObjectId lastDockerfile = ObjectId.zeroId();
    private ObjectId lastIgnore = ObjectId.zeroId();
    private List<ObjectId> lastNamed = List.of();
    private Inputs inputs = new Inputs(Optional.empty(), Optional.empty(), Map.of());
    private final List<Part> parts = new ArrayList<>();

    private HistoryReader(GitContext git, Files files) {
        this.git = git;
        this.files = files;
        parts.add(new Part(ContextSelection.MAIN, git.prefix()));
        files.named()
                .forEach(directory -> git.inRepository(directory)
                        .ifPresent(prefix -> parts.add(new Part(directory.toString(), prefix))));
    }

    /**
     * Where the Dockerfile is as of each commit.
     *
     * @param dockerfile of this machine; empty for the context's own
     * @param present what is read when that file lies outside the repository
     * @param named directories that are contexts too; those outside the repository never change
     */
    record Files(Optional<Path> dockerfile, Inputs present, List<Path> named) {
        Files {
            named = List.copyOf(named);
        }
    }

    /**
     * A context in the repository.
     *
     * @param name {@link Delta#context}
     * @param prefix its path in the repository; empty for the whole of it
     */
    private record Part(String name, String prefix) {}

    /** @param wanted how many commits; one more is read, which they are compared with */
    static History read(GitContext git, Files files, int wanted) {
        try {
            return new HistoryReader(git, files).read(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the git history of \"" + git.directory() + "\"", e);
        }
    }

    private History read(int wanted) throws IOException {
        try (RevWalk walk = new RevWalk(git.repository());
                ObjectReader reader = git.repository().newObjectReader()) {
            List<RevCommit> newest = commits(walk, reader, wanted);
            if (newest.size() < 2) {
                throw new PlanException(
                        PlanException.Code.BAD_VALUE,
                        "the history of \"" + git.directory() + "\" has " + newest.size()
                                + " commit (expected: at least 2, to see what one changes)",
                        Optional.of(
                                isShallow()
                                        ? "fetch more of it with git fetch --unshallow"
                                        : "commit something first"));
            }
            List<RevCommit> oldest = newest.reversed();
            List<Delta> first = difference(reader, Optional.empty(), oldest.getFirst(), 0);
            Inputs firstInputs = inputs(reader, oldest.getFirst());
            List<Commit> commits = new ArrayList<>();
            for (int i = 1; i < oldest.size(); i++) {
                RevCommit commit = oldest.get(i);
                commits.add(new Commit(
                        commit.getName().substring(0, 10),
                        commit.getShortMessage(),
                        Instant.ofEpochSecond(commit.getCommitTime()),
                        inputs(reader, commit),
                        difference(reader, Optional.of(oldest.get(i - 1)), commit, i)));
            }
            return new History(first, firstInputs, commits, notes(wanted, commits.size()));
        }
    }

    private boolean isShallow() throws IOException {
        return !git.repository().getObjectDatabase().getShallowCommits().isEmpty();
    }

    private List<String> notes(int wanted, int found) throws IOException {
        List<String> notes = new ArrayList<>();
        if (found < wanted) {
            notes.add("the history has only " + found + (found == 1 ? " commit" : " commits") + " to compare, of "
                    + wanted + " asked for"
                    + (isShallow() ? ": it is shallow (git fetch --unshallow gets the rest)" : ""));
        }
        if (files.dockerfile().isPresent()
                && git.inRepository(files.dockerfile().get()).isEmpty()) {
            notes.add("the Dockerfile lies outside the repository: its present text is used for every commit");
        }
        for (Path directory : files.named()) {
            if (git.inRepository(directory).isEmpty()) {
                notes.add("the context \"" + directory + "\" lies outside the repository: it counts as never changing");
            }
        }
        return notes;
    }

    /** Newest first. Of a context that is a part of the repository, only commits that touch it. */
    private List<RevCommit> commits(RevWalk walk, ObjectReader reader, int wanted) throws IOException {
        walk.setFirstParent(true);
        walk.sort(RevSort.NONE);
        walk.markStart(git.commit(Constants.HEAD, walk));
        List<RevCommit> found = new ArrayList<>();
        ObjectId tree = ObjectId.zeroId();
        RevCommit pending = null;
        for (RevCommit commit : walk) {
            if (git.prefix().isEmpty()) {
                found.add(commit);
            } else {
                // The oldest of commits with equal trees is the one that made it so.
                ObjectId own = seen(reader, commit);
                if (pending != null && !own.equals(tree)) {
                    found.add(pending);
                }
                tree = own;
                pending = commit;
            }
            if (found.size() > wanted) {
                return found;
            }
        }
        if (pending != null) {
            found.add(pending);
        }
        return found;
    }

    /** Stands for the contexts and a Dockerfile beside them. */
    private ObjectId seen(ObjectReader reader, RevCommit commit) throws IOException {
        Optional<String> file = files.dockerfile().flatMap(git::inRepository);
        ObjectId dockerfile = file.isPresent() ? GitContext.blob(reader, file.get(), commit) : ObjectId.zeroId();
        byte[] all = new byte[(1 + parts.size()) * Constants.OBJECT_ID_LENGTH];
        dockerfile.copyRawTo(all, 0);
        for (int i = 0; i < parts.size(); i++) {
            tree(reader, parts.get(i).prefix(), commit).copyRawTo(all, (i + 1) * Constants.OBJECT_ID_LENGTH);
        }
        try (var formatter = new org.eclipse.jgit.lib.ObjectInserter.Formatter()) {
            return formatter.idFor(Constants.OBJ_BLOB, all);
        }
    }

    /** The context's tree; the zero id when the commit has no such directory. */
    private static ObjectId tree(ObjectReader reader, String prefix, RevCommit commit) throws IOException {
        if (prefix.isEmpty()) {
            return commit.getTree();
        }
        try (TreeWalk walk = TreeWalk.forPath(reader, prefix, commit.getTree())) {
            return walk == null || !walk.isSubtree() ? ObjectId.zeroId() : walk.getObjectId(0);
        }
    }

    private Inputs inputs(ObjectReader reader, RevCommit commit) throws IOException {
        Optional<String> named = files.dockerfile().flatMap(git::inRepository);
        ObjectId ignore = ObjectId.zeroId();
        ObjectId dockerfile;
        if (files.dockerfile().isPresent()) {
            dockerfile = named.isPresent() ? GitContext.blob(reader, named.get(), commit) : ObjectId.zeroId();
            if (named.isPresent()) {
                ignore = GitContext.blob(reader, named.get() + ".dockerignore", commit);
            }
        } else {
            String path = git.inRepository("Dockerfile");
            dockerfile = GitContext.blob(reader, path, commit);
            if (dockerfile.equals(ObjectId.zeroId())) {
                path = git.inRepository("dockerfile");
                dockerfile = GitContext.blob(reader, path, commit);
            }
            ignore = GitContext.blob(reader, path + ".dockerignore", commit);
        }
        if (ignore.equals(ObjectId.zeroId())) {
            ignore = GitContext.blob(reader, git.inRepository(".dockerignore"), commit);
        }
        boolean outside = files.dockerfile().isPresent() && named.isEmpty();
        List<ObjectId> others = namedIgnores(reader, commit);
        boolean same = dockerfile.equals(lastDockerfile) && ignore.equals(lastIgnore) && others.equals(lastNamed);
        if (!same || (outside && inputs.dockerfile().isEmpty())) {
            lastDockerfile = dockerfile;
            lastIgnore = ignore;
            lastNamed = others;
            inputs = new Inputs(
                    outside ? files.present().dockerfile() : GitContext.text(reader, dockerfile),
                    outside && files.present().ignore().isPresent()
                            ? files.present().ignore()
                            : GitContext.text(reader, ignore),
                    texts(reader, others));
        }
        return inputs;
    }

    /** One for each part but the first, which is the main context. */
    private List<ObjectId> namedIgnores(ObjectReader reader, RevCommit commit) throws IOException {
        List<ObjectId> found = new ArrayList<>();
        for (Part part : parts.subList(1, parts.size())) {
            String path = part.prefix().isEmpty() ? ".dockerignore" : part.prefix() + "/.dockerignore";
            found.add(GitContext.blob(reader, path, commit));
        }
        return found;
    }

    private Map<String, String> texts(ObjectReader reader, List<ObjectId> named) throws IOException {
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < named.size(); i++) {
            Optional<String> text = GitContext.text(reader, named.get(i));
            if (text.isPresent()) {
                found.put(parts.get(i + 1).name(), text.get());
            }
        }
        return found;
    }

    private List<Delta> difference(ObjectReader reader, Optional<RevCommit> from, RevCommit to, int number)
            throws IOException {
        List<Delta> found = new ArrayList<>();
        for (Part part : parts) {
            difference(reader, part, from, to, found);
            if (git.holdsGitDirectory(part.prefix())) {
                add(found, part, ".git/index", number, number + 1L);
            }
        }
        return Collections.unmodifiableList(found);
    }

    private void difference(ObjectReader reader, Part part, Optional<RevCommit> from, RevCommit to, List<Delta> found)
            throws IOException {
        ObjectId old = from.isPresent() ? tree(reader, part.prefix(), from.get()) : ObjectId.zeroId();
        ObjectId now = tree(reader, part.prefix(), to);
        if (!old.equals(now)) {
            try (TreeWalk walk = new TreeWalk(reader)) {
                add(walk, old);
                add(walk, now);
                walk.setRecursive(true);
                walk.setFilter(TreeFilter.ANY_DIFF);
                while (walk.next()) {
                    String path = walk.getPathString();
                    add(found, part, path, state(walk, 0), state(walk, 1));
                }
            }
        }
    }

    private static void add(TreeWalk walk, ObjectId tree) throws IOException {
        if (tree.equals(ObjectId.zeroId())) {
            walk.addTree(new EmptyTreeIterator());
        } else {
            walk.addTree(tree);
        }
    }

    /** Content and mode as a number. */
    private static long state(TreeWalk walk, int side) {
        int mode = walk.getRawMode(side);
        if (mode == 0) {
            return 0;
        }
        ObjectId id = walk.getObjectId(side);
        byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
        id.copyRawTo(raw, 0);
        long value = java.nio.ByteBuffer.wrap(raw).getLong() ^ Hashes.mix(mode);
        return value == 0 ? 1 : value;
    }

    private void add(List<Delta> found, Part part, String path, long before, long after) {
        String shared = paths.computeIfAbsent(path, key -> key);
        found.add(new Delta(part.name(), shared, false, Hashes.of(shared), before, after));
        if (++deltas > MOST_DELTAS) {
            throw new PlanException(
                    PlanException.Code.BAD_VALUE,
                    "the history is too large: more than 1,000,000 paths changed (expected: fewer)",
                    Optional.of("play fewer commits with -n, or a part of the repository with --path"));
        }
        if (before == 0 || after == 0) {
            count(found, part, shared, after != 0 ? 1 : -1);
        }
    }

    /** Directories come with their first file and go with their last. */
    private void count(List<Delta> found, Part part, String path, int step) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            String directory = paths.computeIfAbsent(path.substring(0, slash), key -> key);
            int held = directories
                    .computeIfAbsent(part.name(), context -> new HashMap<>())
                    .merge(directory, step, Integer::sum);
            if (held == (step > 0 ? 1 : 0)) {
                long key = Hashes.of(directory + "/");
                found.add(new Delta(part.name(), directory, true, key, step > 0 ? 0 : 1, step > 0 ? 1 : 0));
            }
        }
    }
}
