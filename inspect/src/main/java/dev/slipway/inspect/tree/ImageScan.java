package dev.slipway.inspect.tree;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.MediaType;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.inspect.InspectException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Reads all layers of an image in one pass, as many at once as there are processors, the largest first. Nothing of a
 * layer is stored; memory grows with the number of entries only, to at most {@value #MAX_ENTRIES}.
 *
 * <p>Throws {@link InspectException} for a layer of a kind that cannot be read (encrypted, foreign, unknown), and what
 * {@code image} throws for broken blobs: wrong digest, wrong diffID, early end.
 */
public final class ImageScan {
    private static final int MAX_ENTRIES = 2_500_000;
    private static final Set<MediaType> READABLE = Set.of(
            MediaType.OCI_LAYER,
            MediaType.OCI_LAYER_GZIP,
            MediaType.OCI_LAYER_ZSTD,
            MediaType.DOCKER_LAYER,
            MediaType.DOCKER_LAYER_GZIP);

    private ImageScan() {}

    /** @param progress told of compressed bytes as they are read, from several threads */
    public static ImageTree read(ResolvedImage image, LongConsumer progress) throws IOException, InterruptedException {
        List<BlobSource> layers = image.layers();
        for (int i = 0; i < layers.size(); i++) {
            checkReadable(i, layers.get(i).descriptor());
        }
        PathTable paths = new PathTable(MAX_ENTRIES);
        PackageLists lists = new PackageLists(paths);
        EntryLimit limit = new EntryLimit(MAX_ENTRIES);
        int threads = Math.clamp(layers.size(), 1, Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("inspect-", 0).daemon().factory());
        try {
            List<Future<LayerTree>> trees = new ArrayList<>();
            layers.forEach(layer -> trees.add(null));
            IntStream.range(0, layers.size())
                    .boxed()
                    .sorted(Comparator.comparingLong(
                            (Integer i) -> -layers.get(i).descriptor().sizeBytes()))
                    .forEach(i -> {
                        DiffId diffId = image.config().diffIds().get(i);
                        BlobSource watched = watched(layers.get(i), progress);
                        trees.set(i, pool.submit(() -> new LayerScan(paths, lists, limit).read(watched, diffId)));
                    });
            List<LayerTree> read = new ArrayList<>();
            for (Future<LayerTree> tree : trees) {
                read.add(tree.get());
            }
            return new ImageTree(paths, read);
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static IOException unwrapped(Throwable cause) {
        return switch (cause) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(cause);
        };
    }

    private static void checkReadable(int index, Descriptor layer) {
        if (READABLE.contains(layer.mediaType())) {
            return;
        }
        String type = layer.mediaType().value();
        String what = type.endsWith("+encrypted")
                ? "it is encrypted"
                : type.contains("foreign") || type.contains("nondistributable")
                        ? "it is a foreign layer, which images only point at"
                        : "its kind is unknown";
        throw new InspectException(
                "cannot read layer " + (index + 1) + " " + layer.digest() + ": " + what + ", media type \"" + type
                        + "\" (expected: a tar, plain or with gzip or zstd)",
                "");
    }

    private static BlobSource watched(BlobSource layer, LongConsumer progress) {
        return new BlobSource() {
            @Override
            public Descriptor descriptor() {
                return layer.descriptor();
            }

            @Override
            public InputStream open() throws IOException {
                return new FilterInputStream(layer.open()) {
                    @Override
                    public int read() throws IOException {
                        int got = in.read();
                        progress.accept(got < 0 ? 0 : 1);
                        return got;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        int got = in.read(bytes, offset, length);
                        progress.accept(Math.max(0, got));
                        return got;
                    }
                };
            }
        };
    }
}
