package dev.slipway.advise.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** A git repository that tests write commit by commit. */
final class ScriptedRepository implements AutoCloseable {
    private final Git git;
    private final Path directory;

    ScriptedRepository(Path directory) {
        this.directory = directory;
        try {
            QuietGit.install(Files.createDirectories(directory));
            this.git = Git.init().setDirectory(directory.toFile()).call();
        } catch (GitAPIException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    ScriptedRepository write(String path, String text) {
        try {
            Path file = directory.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ScriptedRepository commit(String subject) {
        try {
            git.add().addFilepattern(".").call();
            git.add().setUpdate(true).addFilepattern(".").call();
            git.commit()
                    .setMessage(subject)
                    .setAuthor("A", "a@localhost")
                    .setCommitter("A", "a@localhost")
                    .setSign(false)
                    .call();
        } catch (GitAPIException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    @Override
    public void close() {
        git.close();
    }
}
