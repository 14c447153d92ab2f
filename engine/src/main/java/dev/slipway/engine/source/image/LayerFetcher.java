package dev.slipway.engine.source.image;

import dev.slipway.engine.source.progress.Progress;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.LayerStore;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.FileBlob;
import dev.slipway.image.ImageReference;
import dev.slipway.image.layer.Compressors;
import dev.slipway.image.registry.RegistryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Brings layers of base images to this machine: streamed from their place, checked twice (blob and diffID), unpacked
 * while they come, several at once. A broken layer leaves nothing behind.
 */
public final class LayerFetcher {
    private static final int AT_ONCE = 4;

    private final Store store;
    private final BaseImages images;
    private final boolean keepBlobs;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param keepBlobs fetched blobs are kept for an export */
    public LayerFetcher(Store store, BaseImages images, boolean keepBlobs) {
        this.store = store;
        this.images = images;
        this.keepBlobs = keepBlobs;
    }

    /** See {@code Materialiser}. */
    public List<StoredLayer> materialise(Snapshot snapshot, StepContext context) throws InterruptedException {
        List<StoredLayer> found = new ArrayList<>();
        for (LayerId id : snapshot.layers()) {
            Optional<StoredLayer> here = store.layers().find(id);
            if (here.isEmpty()) {
                return fetchMissing(snapshot.layers(), context);
            }
            found.add(here.get());
        }
        return found;
    }

    private List<StoredLayer> fetchMissing(List<LayerId> layers, StepContext context) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<StoredLayer>> all = new ArrayList<>();
            for (LayerId id : layers) {
                all.add(threads.submit(() -> {
                    Optional<StoredLayer> here = store.layers().find(id);
                    return here.isPresent() ? here.get() : fetch(id, context);
                }));
            }
            try {
                List<StoredLayer> found = new ArrayList<>();
                for (Future<StoredLayer> one : all) {
                    found.add(one.get());
                }
                return found;
            } catch (ExecutionException e) {
                throw rethrow(e.getCause());
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private StoredLayer fetch(LayerId id, StepContext context) throws InterruptedException {
        LayerOrigin origin = images.origins().find(id).orElseThrow(() -> unknown(id));
        places.acquire();
        try {
            DiffId diffId = new DiffId(id.digest());
            BlobSource blob = watched(blob(origin), context);
            LayerStore.TarSource tar = () -> Compressors.openTar(blob, diffId);
            return store.layers().unpack(diffId, tar);
        } finally {
            places.release();
        }
    }

    /** The content store's own, else from the place, kept on the way when an export will want it. */
    private BlobSource blob(LayerOrigin origin) throws InterruptedException {
        Optional<Path> kept = store.content().find(origin.blob().digest());
        if (kept.isPresent()) {
            return new FileBlob(origin.blob(), kept.get());
        }
        BlobSource remote = remote(origin);
        boolean far = origin.place() instanceof LayerPlace.Registry;
        return keepBlobs && far ? new TeeBlob(remote, store.content()) : remote;
    }

    /** Says which image's layer is missing when its registry does not give it. */
    private BlobSource remote(LayerOrigin origin) throws InterruptedException {
        BlobSource blob = images.blob(origin);
        return BlobSource.of(origin.blob(), () -> {
            try {
                return blob.open();
            } catch (RegistryException e) {
                throw absent(origin, e);
            }
        });
    }

    private static SourceException absent(LayerOrigin origin, RegistryException cause) {
        String of = origin.place() instanceof LayerPlace.Registry(ImageReference image)
                ? " of base image \"" + image.familiar() + "\""
                : "";
        String hint = "a base layer is needed when a step runs on it or an image with it is written;"
                + " build again when the registry has it";
        return new SourceException(
                cause.status() == 0 ? SourceException.Code.UNREACHABLE : SourceException.Code.NOT_FOUND,
                "cannot fetch layer " + origin.blob().digest() + of + ": it is not in the store (expected: "
                        + origin.blob().sizeBytes() + " bytes), and " + cause.getMessage(),
                Optional.of(cause.hint().isEmpty() ? hint : cause.hint() + "; " + hint),
                cause);
    }

    private static BlobSource watched(BlobSource blob, StepContext context) {
        String item = blob.descriptor().digest().toString();
        return new WatchedBlob(blob, () -> new Progress(item, context.vertex(), context.listener(), context.clock()));
    }

    private static SourceException unknown(LayerId id) {
        return new SourceException(
                SourceException.Code.NOT_FOUND,
                "cannot find layer " + id + ": it is not in the store, and where it comes from is not known",
                id.kind() == LayerId.Kind.DIFF ? "build again with --pull" : "build again with --no-cache");
    }

    /** See {@code BaseBlobs}. */
    public Optional<Descriptor> descriptor(LayerId layer) {
        return images.origins().find(layer).map(LayerOrigin::blob);
    }

    /** See {@code BaseBlobs}. */
    public Optional<ImageReference> repository(LayerId layer) {
        return images.origins().repository(layer);
    }

    /** See {@code BaseBlobs}. */
    public Path blob(LayerId layer) throws InterruptedException {
        LayerOrigin origin = images.origins().find(layer).orElseThrow(() -> unknown(layer));
        Optional<Path> kept = store.content().find(origin.blob().digest());
        if (kept.isPresent()) {
            return kept.get();
        }
        places.acquire();
        try (var in = remote(origin).open()) {
            return store.content().put(origin.blob().digest(), origin.blob().sizeBytes(), in);
        } catch (IOException e) {
            throw SourceException.io("fetch layer blob " + origin.blob().digest(), e);
        } finally {
            places.release();
        }
    }

    private static RuntimeException rethrow(Throwable cause) throws InterruptedException {
        return switch (cause) {
            case InterruptedException cancelled -> throw cancelled;
            case RuntimeException fault -> fault;
            case Error fault -> throw fault;
            default -> new IllegalStateException(cause);
        };
    }
}
