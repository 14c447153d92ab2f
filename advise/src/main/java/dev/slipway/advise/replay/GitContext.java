package dev.slipway.advise.replay;

import dev.slipway.plan.PlanException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * A build context in a git repository. The caller closes it.
 *
 * <p>Throws {@link PlanException} {@code BAD_VALUE} when there is no repository, no commit, or no such revision.
 */
public final class GitContext implements AutoCloseable {
    private static final int LARGEST_TEXT = 16 << 20;

    private final Repository repository;
    private final String prefix;
    private final Path top;

    private GitContext(Repository repository, Path top, String prefix) {
        this.repository = repository;
        this.top = top;
        this.prefix = prefix;
    }

    /**
     * @param directory in a working tree, or a bare repository
     * @param below the context's directory below {@code directory}; it need not be there today
     */
    public static GitContext open(Path directory, Optional<String> below) {
        if (!Files.isDirectory(directory)) {
            throw PlanException.badValue("build context \"" + directory + "\"", "a directory of a git repository");
        }
        try {
            Path real = directory.toRealPath();
            QuietGit.install(real);
            FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(real.toFile());
            if (builder.getGitDir() == null) {
                throw noRepository(directory);
            }
            Repository repository = builder.setMustExist(true).build();
            Path top = repository.isBare()
                    ? real
                    : repository.getWorkTree().toPath().toRealPath();
            String prefix = joined(repository.isBare() ? "" : slashes(top.relativize(real)), clean(below.orElse("")));
            return new GitContext(repository, top, prefix);
        } catch (RepositoryNotFoundException e) {
            throw noRepository(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the git repository of \"" + directory + "\"", e);
        }
    }

    private static PlanException noRepository(Path directory) {
        return new PlanException(
                PlanException.Code.BAD_VALUE,
                "\"" + directory + "\" is in no git repository (expected: a directory with a git history)",
                Optional.of("name a context that is a git working tree, or use slipway explain --change"));
    }

    private static String clean(String path) {
        Path normal = Path.of(path).normalize();
        if (normal.isAbsolute() || normal.startsWith("..")) {
            throw PlanException.badValue("--path \"" + path + "\"", "a directory below the context");
        }
        return slashes(normal);
    }

    private static String slashes(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }

    private static String joined(String parent, String child) {
        return parent.isEmpty() ? child : child.isEmpty() ? parent : parent + "/" + child;
    }

    Repository repository() {
        return repository;
    }

    /** The context's path in the repository; empty for the whole of it. */
    public String prefix() {
        return prefix;
    }

    /** The context's directory. */
    public Path directory() {
        return prefix.isEmpty() ? top : top.resolve(prefix);
    }

    /** A path of the context as one of the repository. */
    String inRepository(String path) {
        return joined(prefix, path);
    }

    /** A file of this machine as a path of the repository; empty when it lies outside. */
    Optional<String> inRepository(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            Path parent = absolute.getParent();
            Path real = parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName());
            return real.startsWith(top) ? Optional.of(slashes(top.relativize(real))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether a context there holds the repository's own directory, which every commit changes. */
    boolean holdsGitDirectory(String prefixOfContext) {
        return prefixOfContext.isEmpty() && !repository.isBare() && Files.isDirectory(top.resolve(Constants.DOT_GIT));
    }

    /** @param name a branch, tag or commit, as {@code git rev-parse} reads it */
    RevCommit commit(String name, RevWalk walk) throws IOException {
        try {
            ObjectId id = repository.resolve(name + "^{commit}");
            if (id != null) {
                return walk.parseCommit(id);
            }
        } catch (RevisionSyntaxException e) {
            // said below
        }
        throw new PlanException(
                PlanException.Code.BAD_VALUE,
                name.equals(Constants.HEAD)
                        ? "the git repository \"" + top + "\" has no commit (expected: a history)"
                        : "\"" + name + "\" is no revision of \"" + top + "\" (expected: a branch, tag or commit)",
                Optional.of("see git log; a shallow clone holds only a part of the history"));
    }

    /** The text of a file as of a tree; empty when it is not there or larger than 16 MiB. */
    static Optional<String> text(ObjectReader reader, ObjectId blob) throws IOException {
        if (blob.equals(ObjectId.zeroId())) {
            return Optional.empty();
        }
        var loader = reader.open(blob);
        return loader.getSize() > LARGEST_TEXT
                ? Optional.empty()
                : Optional.of(new String(loader.getBytes(LARGEST_TEXT), StandardCharsets.UTF_8));
    }

    /** A file's blob; the zero id when there is none. */
    static ObjectId blob(ObjectReader reader, String path, RevCommit commit) throws IOException {
        try (TreeWalk walk = TreeWalk.forPath(reader, path, commit.getTree())) {
            return walk == null || walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB
                    ? ObjectId.zeroId()
                    : walk.getObjectId(0);
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
