package dev.slipway.engine.source;

import dev.slipway.engine.source.context.ContextTrees;
import dev.slipway.engine.source.git.GitTrees;
import dev.slipway.engine.source.http.HttpFiles;
import dev.slipway.engine.source.http.ProxyRules;
import dev.slipway.engine.source.http.SecretValues;
import dev.slipway.engine.source.image.BaseImages;
import dev.slipway.engine.source.image.LayerFetcher;
import dev.slipway.engine.step.ContextDirectories;
import dev.slipway.engine.step.Materialiser;
import dev.slipway.engine.step.RemoteRunner;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Platform;
import dev.slipway.image.registry.RegistryClient;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.source.ResolvedImage;
import dev.slipway.plan.source.SourceAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Where the images and contexts of one build come from. Opening touches nothing; every kind of source is loaded when
 * the build first needs it. Safe for many threads. Closing removes unpacked contexts, so it comes after the build.
 *
 * <p>What fails throws {@code SourceException}, or the image module's exceptions ({@code RegistryException},
 * {@code BlobException}…) and {@code StoreException} as they are. Planning's calls, which know no checked exception,
 * throw CancellationException when their thread is interrupted, and leave it so.
 */
public final class Sources
        implements SourceAccess, Materialiser, RemoteRunner, ContextDirectories, BaseBlobs, AutoCloseable {
    private final Store store;
    private final SourceOptions options;
    private final BaseImages images;
    private final LayerFetcher layers;
    private final ContextTrees contexts;
    private @Nullable HttpFiles http;
    private @Nullable GitTrees git;

    private Sources(Store store, SourceOptions options, BuildListener listener) {
        this.store = store;
        this.options = options;
        this.images = new BaseImages(
                store,
                new BaseImages.Surroundings(
                        options.pull(), options.dockerConfig(), options.environment(), listener, options.clock()));
        this.layers = new LayerFetcher(store, images, options.keepBlobs());
        this.contexts = new ContextTrees(
                store,
                new ContextTrees.Fetchers(this::http, this::git, options.keepGitDirectory()),
                listener,
                options.clock());
    }

    /** @param listener told of name resolutions and base images being made, which are steps beside the graph */
    public static Sources open(Store store, SourceOptions options, BuildListener listener) {
        return new Sources(store, options, listener);
    }

    private synchronized HttpFiles http() {
        if (http == null) {
            http = new HttpFiles(store, new ProxyRules(options.environment()), secrets());
        }
        return http;
    }

    private synchronized GitTrees git() {
        if (git == null) {
            git = new GitTrees(store, secrets(), options.sandbox().sshAgents(), options.environment(), options.clock());
        }
        return git;
    }

    private SecretValues secrets() {
        return new SecretValues(options.sandbox().secrets(), options.environment());
    }

    @Override
    public ResolvedImage resolve(ContextSpec.ImageOrigin origin, Platform platform) {
        try {
            return images.resolve(origin, platform);
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }

    @Override
    public Optional<byte[]> read(ContextSpec context, String path) {
        try {
            return contexts.read(context, path);
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }

    private static CancellationException cancelled(InterruptedException cause) {
        Thread.currentThread().interrupt();
        CancellationException cancelled = new CancellationException("the build was cancelled");
        cancelled.initCause(cause);
        return cancelled;
    }

    @Override
    public Path directory(Op.Context op, StepContext context) throws InterruptedException {
        return contexts.directory(op.spec());
    }

    @Override
    public List<StoredLayer> materialise(Snapshot snapshot, StepContext context) throws InterruptedException {
        return layers.materialise(snapshot, context);
    }

    @Override
    public CacheKey.KeyPart resolve(Op op, StepContext context) throws InterruptedException {
        return switch (op) {
            case Op.Http file -> http().resolve(file, context);
            case Op.Git tree -> {
                String commit = git().commit(wanted(tree), watcher(context));
                yield new CacheKey.KeyPart(
                        CacheKey.Kind.SOURCE, GitTrees.shown(tree.location()), GitTrees.digestOf(commit));
            }
            default -> throw notRemote(op);
        };
    }

    @Override
    public List<StoredLayer> run(Op op, CacheKey.KeyPart resolved, StepContext context) throws InterruptedException {
        return switch (op) {
            case Op.Http file -> http().run(file, resolved, context);
            case Op.Git tree ->
                git().layer(wanted(tree), watcher(context)).stream().toList();
            default -> throw notRemote(op);
        };
    }

    private static GitTrees.Wanted wanted(Op.Git op) {
        return new GitTrees.Wanted(op.location(), op.keepGitDirectory(), false);
    }

    private static GitTrees.Watcher watcher(StepContext context) {
        return new GitTrees.Watcher(context.vertex(), context.listener());
    }

    private static IllegalStateException notRemote(Op op) {
        return new IllegalStateException("not a remote source: " + op.getClass().getSimpleName());
    }

    @Override
    public Optional<Descriptor> descriptor(LayerId layer) {
        return layers.descriptor(layer);
    }

    @Override
    public Optional<ImageReference> repository(LayerId layer) {
        return layers.repository(layer);
    }

    /** The client that reads base images, for pushes: it has the logins. Not to be closed. */
    public RegistryClient registry() {
        return images.registry();
    }

    @Override
    public Path blob(LayerId layer) throws InterruptedException {
        return layers.blob(layer);
    }

    @Override
    public void close() {
        try {
            contexts.close();
        } finally {
            images.close();
        }
    }
}
