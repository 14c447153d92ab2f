package dev.slipway.engine.source;

import dev.slipway.engine.step.ContextDirectories;
import dev.slipway.engine.step.Materialiser;
import dev.slipway.engine.step.RemoteRunner;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Platform;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.source.ResolvedImage;
import dev.slipway.plan.source.SourceAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the images and contexts of one build come from. Opening touches nothing; every kind of source is loaded when
 * the build first needs it. Safe for many threads. Closing removes unpacked contexts, so it comes after the build.
 */
public final class Sources
        implements SourceAccess, Materialiser, RemoteRunner, ContextDirectories, BaseBlobs, AutoCloseable {
    private Sources() {}

    /** @param listener told of name resolutions and base images being made, which are steps beside the graph */
    public static Sources open(Store store, SourceOptions options, BuildListener listener) {
        return new Sources();
    }

    @Override
    public ResolvedImage resolve(ContextSpec.ImageOrigin origin, Platform platform) {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public Optional<byte[]> read(ContextSpec context, String path) {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public Path directory(Op.Context op, StepContext context) throws InterruptedException {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public List<StoredLayer> materialise(Snapshot snapshot, StepContext context) throws InterruptedException {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public CacheKey.KeyPart resolve(Op op, StepContext context) throws InterruptedException {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public List<StoredLayer> run(Op op, CacheKey.KeyPart resolved, StepContext context) throws InterruptedException {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public Optional<Descriptor> descriptor(LayerId layer) {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public Path blob(LayerId layer) throws InterruptedException {
        throw new UnsupportedOperationException("being written");
    }

    @Override
    public void close() {}
}
