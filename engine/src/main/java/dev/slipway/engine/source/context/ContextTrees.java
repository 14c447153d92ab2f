package dev.slipway.engine.source.context;

import dev.slipway.engine.file.Archives;
import dev.slipway.engine.source.git.GitTrees;
import dev.slipway.engine.source.http.HttpFiles;
import dev.slipway.engine.source.progress.BesideSteps;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.Store;
import dev.slipway.image.layer.LayerTarReader;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.GitLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The contexts of one build as directories. What has to be fetched or unpacked is so at most once, when it is first
 * read; closing removes what was unpacked. Safe for many threads.
 */
public final class ContextTrees implements AutoCloseable {
    private static final int MAX_FILE_BYTES = 16 << 20;

    private final Store store;
    private final Fetchers fetchers;
    private final BuildListener listener;
    private final Clock clock;
    private final BesideSteps steps;
    private final Map<ContextSpec, Object> locks = new ConcurrentHashMap<>();
    private final Map<ContextSpec, Tree> trees = new ConcurrentHashMap<>();
    private final List<Store.TemporaryDirectory> unpacked = new ArrayList<>();

    /**
     * How remote contexts are fetched; each is made when it is first needed.
     *
     * @param keepGitDirectory git contexts keep their {@code .git}
     */
    public record Fetchers(Supplier<HttpFiles> http, Supplier<GitTrees> git, boolean keepGitDirectory) {}

    /** @param dockerfile the only file of a context that is a Dockerfile alone, whatever name it is asked by */
    private record Tree(Path root, Optional<Path> dockerfile) {}

    public ContextTrees(Store store, Fetchers fetchers, BuildListener listener, Clock clock) {
        this.store = store;
        this.fetchers = fetchers;
        this.listener = listener;
        this.clock = clock;
        this.steps = new BesideSteps(listener, clock);
    }

    /** The context's root. */
    public Path directory(ContextSpec spec) throws InterruptedException {
        return tree(spec).root();
    }

    /** See {@code SourceAccess}. */
    public Optional<byte[]> read(ContextSpec spec, String path) throws InterruptedException {
        Tree tree = tree(spec);
        if (tree.dockerfile().isEmpty()) {
            return new ConfinedFiles(tree.root(), MAX_FILE_BYTES).read(path);
        }
        if (path.endsWith(".dockerignore")) {
            return Optional.empty();
        }
        Path only = tree.dockerfile().get();
        return new ConfinedFiles(only.getParent(), MAX_FILE_BYTES)
                .read(only.getFileName().toString());
    }

    private Tree tree(ContextSpec spec) throws InterruptedException {
        if (spec instanceof ContextSpec.Directory(Path path)) {
            return new Tree(existing(path), Optional.empty());
        }
        Tree known = trees.get(spec);
        if (known != null) {
            return known;
        }
        synchronized (locks.computeIfAbsent(spec, key -> new Object())) {
            Tree raced = trees.get(spec);
            if (raced != null) {
                return raced;
            }
            Tree loaded = steps.run("load build context " + shown(spec), step -> load(spec, step));
            trees.put(spec, loaded);
            return loaded;
        }
    }

    private static Path existing(Path path) {
        if (!Files.isDirectory(path)) {
            throw new SourceException(
                    SourceException.Code.NOT_FOUND,
                    "cannot use build context \"" + path + "\": "
                            + (Files.exists(path) ? "not a directory" : "no such directory")
                            + " (expected: a directory)");
        }
        return path;
    }

    private static String shown(ContextSpec spec) {
        return switch (spec) {
            case ContextSpec.Directory(Path path) -> path.toString();
            case ContextSpec.Archive ignored -> "from an archive";
            case ContextSpec.Http(String url) -> HttpFiles.shown(url);
            case ContextSpec.Git(GitLocation location) -> GitTrees.shown(location);
            case ContextSpec.Image image -> image.origin().toString();
        };
    }

    private Tree load(ContextSpec spec, BesideSteps.Step step) throws InterruptedException {
        return switch (spec) {
            case ContextSpec.Directory(Path path) -> new Tree(existing(path), Optional.empty());
            case ContextSpec.Archive(Path path) -> archive(path, "the build context's archive");
            case ContextSpec.Http(String url) ->
                archive(
                        fetchers.http().get().blob(url, step.vertex(), listener, clock),
                        "\"" + HttpFiles.shown(url) + "\"");
            case ContextSpec.Git(GitLocation location) -> git(location, step);
            case ContextSpec.Image image ->
                throw new IllegalStateException("an image as context is layers, not a directory: " + image);
        };
    }

    private Tree git(GitLocation location, BesideSteps.Step step) throws InterruptedException {
        GitTrees.Wanted wanted =
                new GitTrees.Wanted(location, location.keepGitDirectory().orElse(fetchers.keepGitDirectory()), true);
        GitTrees.Watcher watcher = new GitTrees.Watcher(step.vertex(), listener);
        return new Tree(
                fetchers.git()
                        .get()
                        .layer(wanted, watcher)
                        .map(layer -> layer.directory())
                        .orElseGet(this::emptyDirectory),
                Optional.empty());
    }

    private Path emptyDirectory() {
        Store.TemporaryDirectory made = store.temporaryDirectory();
        synchronized (unpacked) {
            unpacked.add(made);
        }
        return made.path();
    }

    private Tree archive(Path file, String subject) throws InterruptedException {
        try {
            if (!Archives.isArchive(() -> Files.newInputStream(file))) {
                return dockerfileAlone(file, subject);
            }
            Path root = Files.createDirectory(emptyDirectory().resolve("context"));
            try (LayerTarReader tar = Archives.open(() -> Files.newInputStream(file), subject);
                    ContextUnpacker unpacker = new ContextUnpacker(root, subject)) {
                unpacker.unpack(tar);
            }
            return new Tree(root, Optional.empty());
        } catch (IOException e) {
            throw SourceException.io("unpack " + subject, e);
        }
    }

    /** What is no archive must at least be text; the context beside it is empty. */
    private Tree dockerfileAlone(Path file, String subject) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(8192);
            for (byte b : head) {
                if (b == 0) {
                    throw new SourceException(
                            SourceException.Code.BAD_CONTENT,
                            "cannot use " + subject + " as a build context (expected: a tar, plain or compressed with "
                                    + "gzip, bzip2, xz or zstd, or a Dockerfile)");
                }
            }
        }
        return new Tree(emptyDirectory(), Optional.of(file));
    }

    @Override
    public void close() {
        synchronized (unpacked) {
            unpacked.forEach(Store.TemporaryDirectory::close);
            unpacked.clear();
        }
    }
}
