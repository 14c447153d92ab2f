package dev.slipway.advise.replay;

import dev.slipway.advise.explain.ChangedPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.NameConflictTreeWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * How a context's directory differs from a commit. Files that git ignores and does not know are left out: what they were
 * is not known. Paths are relative to the context.
 *
 * @param present all paths of either side
 * @param dockerfile its text as of the commit; empty when it was not there
 * @param ignore text of the ignore file as of the commit
 */
public record WorkingTreeChange(
        List<ChangedPath> changed, List<ChangedPath> present, Optional<String> dockerfile, Optional<String> ignore) {
    private static final int THEN = 0;
    private static final int INDEX = 1;
    private static final int NOW = 2;

    public WorkingTreeChange {
        changed = List.copyOf(changed);
        present = List.copyOf(present);
    }

    /**
     * @param revision as {@code git rev-parse} reads it
     * @param dockerfile of this machine; one that lies outside the repository has no text here
     * @throws dev.slipway.plan.PlanException when there is no such revision
     */
    public static WorkingTreeChange since(GitContext git, String revision, Path dockerfile) {
        return since(git, revision, Optional.of(dockerfile));
    }

    /** Of a context that has no Dockerfile of interest. */
    public static WorkingTreeChange since(GitContext git, String revision) {
        return since(git, revision, Optional.empty());
    }

    private static WorkingTreeChange since(GitContext git, String revision, Optional<Path> dockerfile) {
        Repository repository = git.repository();
        try (RevWalk commits = new RevWalk(repository);
                ObjectReader reader = repository.newObjectReader()) {
            RevCommit commit = git.commit(revision, commits);
            Optional<String> file = dockerfile.flatMap(git::inRepository);
            Optional<String> text = read(reader, commit, file);
            Optional<String> ignore = read(reader, commit, file.map(path -> path + ".dockerignore"))
                    .or(() -> readUnchecked(reader, commit, git.inRepository(".dockerignore")));
            return new Walk(git).compare(reader, commit, text, ignore);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compare \"" + git.directory() + "\" with \"" + revision + "\"", e);
        }
    }

    private static Optional<String> readUnchecked(ObjectReader reader, RevCommit commit, String path) {
        try {
            return read(reader, commit, Optional.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read \"" + path + "\" of " + commit.getName(), e);
        }
    }

    private static Optional<String> read(ObjectReader reader, RevCommit commit, Optional<String> path)
            throws IOException {
        return path.isEmpty() ? Optional.empty() : GitContext.text(reader, GitContext.blob(reader, path.get(), commit));
    }

    private static final class Walk {
        private final GitContext git;
        private final Set<String> before = new HashSet<>();
        private final Set<String> after = new HashSet<>();
        private final List<ChangedPath> changed = new ArrayList<>();
        private final List<ChangedPath> present = new ArrayList<>();

        Walk(GitContext git) {
            this.git = git;
        }

        WorkingTreeChange compare(
                ObjectReader reader, RevCommit commit, Optional<String> dockerfile, Optional<String> ignore)
                throws IOException {
            Repository repository = git.repository();
            try (TreeWalk walk = new NameConflictTreeWalk(repository, reader)) {
                walk.addTree(commit.getTree());
                walk.addTree(new DirCacheIterator(repository.readDirCache()));
                FileTreeIterator files = new FileTreeIterator(repository);
                // what the index knows need not be hashed again
                files.setDirCacheIterator(walk, INDEX);
                walk.addTree(files);
                walk.setRecursive(true);
                walk.setFilter(
                        git.prefix().isEmpty()
                                ? new Known()
                                : AndTreeFilter.create(PathFilter.create(git.prefix()), new Known()));
                while (walk.next()) {
                    entry(walk);
                }
            }
            directories();
            return new WorkingTreeChange(changed, present, dockerfile, ignore);
        }

        private void entry(TreeWalk walk) {
            int then = walk.getRawMode(THEN);
            int now = walk.getRawMode(NOW);
            if (then == 0 && now == 0) {
                return;
            }
            String whole = walk.getPathString();
            String path = git.prefix().isEmpty()
                    ? whole
                    : whole.substring(Math.min(whole.length(), git.prefix().length() + 1));
            present.add(new ChangedPath(path));
            if (then != 0) {
                parents(path, before);
            }
            if (now != 0) {
                parents(path, after);
            }
            if (then != now || !walk.getObjectId(THEN).equals(walk.getObjectId(NOW))) {
                changed.add(new ChangedPath(path));
            }
        }

        private static void parents(String path, Set<String> into) {
            for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
                into.add(path.substring(0, slash));
            }
        }

        private void directories() {
            Set<String> all = new HashSet<>(before);
            all.addAll(after);
            for (String directory : all) {
                ChangedPath path = new ChangedPath(directory, true);
                present.add(path);
                if (before.contains(directory) != after.contains(directory)) {
                    changed.add(path);
                }
            }
        }
    }

    /** Leaves out what git ignores, unless it is tracked all the same. */
    private static final class Known extends TreeFilter {
        @Override
        public boolean include(TreeWalk walk) throws IOException {
            WorkingTreeIterator files = walk.getTree(NOW, WorkingTreeIterator.class);
            return files == null
                    || walk.getRawMode(THEN) != 0
                    || walk.getRawMode(INDEX) != 0
                    || !files.isEntryIgnored();
        }

        @Override
        public boolean shouldBeRecursive() {
            return false;
        }

        @Override
        public TreeFilter clone() {
            return this;
        }
    }
}
