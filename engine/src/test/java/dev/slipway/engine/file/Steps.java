package dev.slipway.engine.file;

import dev.slipway.dockerfile.ignore.IgnoreRules;
import dev.slipway.dockerfile.ignore.PathPattern;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.Drawn;
import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.MergedTree;
import dev.slipway.engine.tree.Plant;
import dev.slipway.engine.tree.ScannedStore;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.PathMatcher;
import dev.slipway.plan.lower.Matchers;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.LayerRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A root file system, a stage and a context to copy from, and what file steps make of them. */
final class Steps {
    static final long NOW = 1_700_000_000;

    final ScannedStore store;
    final Plant root;
    final Plant stage;
    final Plant context;
    final List<String> warnings = new ArrayList<>();
    Exclusions ignored = Exclusions.NONE;

    private final FileOps ops;
    private final List<StoredLayer> lower = new ArrayList<>();
    private final List<StoredLayer> source = new ArrayList<>();

    Steps(Path home) throws IOException {
        store = new ScannedStore(home.resolve("store"));
        root = new Plant(store.newDirectory());
        stage = new Plant(store.newDirectory());
        context = new Plant(Files.createDirectories(home.resolve("context")));
        ops = new FileOps(
                store,
                (snapshot, step) -> store.materialise(snapshot),
                (op, step) -> context.path(),
                LayerRules.DEFAULT);
    }

    /** What a copy from the context or the stage is told. */
    static final class Copy {
        private final int input;
        private final List<FileAction.Source> sources = new ArrayList<>();
        private final FileAction.Destination destination;
        private Optional<FileAction.Owner> owner = Optional.empty();
        private Optional<FileAction.ModeChange> mode = Optional.empty();
        private Exclusions exclude = Exclusions.NONE;
        private FileAction.Unpack unpack = FileAction.Unpack.NEVER;
        private boolean parents;

        private Copy(int input, String to) {
            this.input = input;
            this.destination = new FileAction.Destination(ImagePath.of(to), to.endsWith("/"));
        }

        Copy from(String... patterns) {
            for (String pattern : patterns) {
                sources.add(new FileAction.Source(clean(pattern), wildcard(clean(pattern), false), ""));
            }
            return this;
        }

        Copy parents(String base, String pattern) {
            parents = true;
            Optional<FileAction.Base> above =
                    base.isEmpty() ? Optional.empty() : Optional.of(new FileAction.Base(base, wildcard(base, false)));
            sources.add(new FileAction.Source(pattern, wildcard(pattern, true), above, ""));
            return this;
        }

        Copy chown(String user, String group) {
            owner = Optional.of(new FileAction.Owner(user, Optional.ofNullable(group)));
            return this;
        }

        Copy chmod(int bits) {
            mode = Optional.of(new FileAction.ModeChange.Octal(bits));
            return this;
        }

        Copy chmod(String expression) {
            mode = Optional.of(new FileAction.ModeChange.Symbolic(expression));
            return this;
        }

        Copy exclude(String... patterns) {
            exclude = Matchers.exclusions(IgnoreRules.of(List.of(patterns)));
            return this;
        }

        Copy unpack() {
            unpack = FileAction.Unpack.RECOGNISED;
            return this;
        }

        FileAction.Copy action() {
            return new FileAction.Copy(
                    input,
                    sources,
                    destination,
                    new FileAction.CopyRules(new FileAction.Placement(owner, mode), parents, exclude),
                    unpack);
        }

        private static String clean(String pattern) {
            return ImagePath.of(pattern).relative();
        }

        private static Optional<PathMatcher> wildcard(String pattern, boolean recursive) {
            if (!pattern.matches(".*[*?\\[].*")) {
                return Optional.empty();
            }
            PathPattern compiled = recursive ? PathPattern.recursive(pattern) : PathPattern.glob(pattern);
            return Optional.of(new PathMatcher() {
                @Override
                public boolean matches(String path) {
                    return compiled.matches(path);
                }

                @Override
                public String pattern() {
                    return pattern;
                }
            });
        }
    }

    /** COPY from the context. */
    static Copy copy(String to) {
        return new Copy(1, to);
    }

    /** COPY --from of the stage. */
    static Copy copyFromStage(String to) {
        return new Copy(2, to);
    }

    /** Runs copies as one step and gives the layers it made. */
    List<StoredLayer> run(Copy... copies) throws IOException, InterruptedException {
        List<FileAction> actions = new ArrayList<>();
        for (Copy copy : copies) {
            actions.add(copy.action());
        }
        return run(actions);
    }

    List<StoredLayer> run(List<FileAction> actions) throws IOException, InterruptedException {
        Op.FileOp op = new Op.FileOp(actions);
        ops.keyParts(op, inputs(), step());
        return runOnly(op);
    }

    List<StoredLayer> runOnly(Op.FileOp op) throws IOException, InterruptedException {
        List<StoredLayer> made = ops.run(op, snapshot(lower()), inputs(), step());
        lower.addAll(made);
        return made;
    }

    Digest key(Copy copy) throws IOException, InterruptedException {
        List<CacheKey.KeyPart> parts = ops.keyParts(new Op.FileOp(List.of(copy.action())), inputs(), step());
        return parts.getFirst().digest();
    }

    /** As another build sees it. */
    Digest freshKey(Copy copy) throws IOException, InterruptedException {
        FileOps fresh = new FileOps(
                store,
                (snapshot, step) -> store.materialise(snapshot),
                (op, step) -> context.path(),
                LayerRules.DEFAULT);
        return fresh.keyParts(new Op.FileOp(List.of(copy.action())), inputs(), step())
                .getFirst()
                .digest();
    }

    /** The root file system with all steps so far. */
    FileTree result() throws IOException {
        return MergedTree.of(lower(), store);
    }

    String drawn() throws IOException {
        return Drawn.withoutTimes().tree(result());
    }

    /** One path of the result: {@code file 3 abc… 644 0:0}. */
    String drawn(String path) throws IOException {
        String start = ImagePath.of(path) + " ";
        return Drawn.withTimes()
                .tree(result())
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .map(line -> line.substring(start.length()))
                .orElse("nothing");
    }

    String content(String path) throws IOException {
        var location =
                result().find(ImagePath.of(path)).orElseThrow().location().orElseThrow();
        return Files.readString(Path.of(location.root() + location.path().value()));
    }

    List<StoredLayer> lower() throws IOException {
        if (lower.isEmpty()) {
            lower.add(store.add(root.path()));
        }
        return lower;
    }

    private List<StoredLayer> source() throws IOException {
        if (source.isEmpty()) {
            source.add(store.add(stage.path()));
        }
        return source;
    }

    private List<StepInput> inputs() throws IOException {
        ContextSpec spec = new ContextSpec.Directory(context.path());
        return List.of(
                new StepInput.Layers(snapshot(lower())),
                new StepInput.Context(new Op.Context("context", spec, ignored)),
                new StepInput.Layers(snapshot(source())));
    }

    private static Snapshot snapshot(List<StoredLayer> layers) {
        return new Snapshot(layers.stream().map(StoredLayer::id).toList());
    }

    private StepContext step() {
        return new StepContext(
                Digest.of(new byte[0]),
                event -> {
                    if (event instanceof BuildEvent.VertexWarning warning) {
                        warnings.add(warning.text());
                    }
                },
                BuildRequest.SandboxRules.DEFAULT,
                Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
    }
}
