package dev.slipway.engine.export;

import dev.slipway.engine.source.progress.Progress;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.registry.RegistryClient;
import dev.slipway.image.registry.RepositoryWriter;
import dev.slipway.image.registry.RepositoryWriter.Placement;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code type=registry}: pushes an image to each of its names. To every repository go first the layers, several at once,
 * then configs, then the manifests below an index; when all repositories have all of that, the tags are put. A blob that
 * the registry has is not sent, and when it is a base image's not even fetched.
 */
final class RegistryExporter {
    private final BlobMaker blobs;
    private final PushedBlobs known;
    private final RegistryClient client;
    private final Function<String, Progress> progress;

    /** @param progress tells of one blob, by its text */
    RegistryExporter(BlobMaker blobs, PushedBlobs known, RegistryClient client, Function<String, Progress> progress) {
        this.blobs = blobs;
        this.known = known;
        this.client = client;
        this.progress = progress;
    }

    /** A blob and a repository that it may be mounted from. */
    private record Wanted(BlobSource blob, Optional<String> from) {}

    /**
     * @param names at least one, each with a tag
     * @return one for each repository
     */
    List<Exported.Push> export(ImageDocuments image, List<ImageReference> names)
            throws IOException, InterruptedException {
        Map<String, List<ImageReference>> repositories = new LinkedHashMap<>();
        for (ImageReference name : names) {
            String repository = name.registry() + "/" + name.repository();
            repositories.computeIfAbsent(repository, key -> new ArrayList<>()).add(name);
        }
        List<Exported.Push> pushes = new ArrayList<>();
        for (List<ImageReference> tags : repositories.values()) {
            pushes.add(content(image, tags));
        }
        BlobSource root = image.documents().getLast();
        for (List<ImageReference> tags : repositories.values()) {
            RepositoryWriter writer = client.writer(tags.getFirst());
            for (ImageReference name : tags) {
                manifest(writer, name.tag().orElseThrow(), root);
            }
        }
        return pushes;
    }

    /** All that the root names. */
    private Exported.Push content(ImageDocuments image, List<ImageReference> tags)
            throws IOException, InterruptedException {
        ImageReference target = tags.getFirst();
        RepositoryWriter writer = client.writer(target);
        List<Wanted> layers = image.layers().stream()
                .map(layer -> new Wanted(lazily(layer), known.elsewhere(layer, target)))
                .toList();
        List<BlobSource> configs = image.documents().stream()
                .filter(document -> !isManifest(document))
                .toList();
        Map<Digest, Placement> placed = new LinkedHashMap<>();
        put(writer, target, layers, placed);
        put(
                writer,
                target,
                configs.stream()
                        .map(config -> new Wanted(
                                config, known.elsewhere(config.descriptor().digest(), target)))
                        .toList(),
                placed);
        for (BlobSource document : image.documents()) {
            if (isManifest(document) && document != image.documents().getLast()) {
                manifest(writer, document.descriptor().digest().toString(), document);
            }
        }
        List<Descriptor> uploaded = new ArrayList<>();
        layers.forEach(layer -> uploaded.add(layer.blob().descriptor()));
        configs.forEach(config -> uploaded.add(config.descriptor()));
        uploaded.removeIf(blob -> placed.get(blob.digest()) != Placement.UPLOADED);
        return new Exported.Push(
                tags.stream().map(ImageReference::toString).toList(),
                placed.size(),
                uploaded.size(),
                uploaded.stream().mapToLong(Descriptor::sizeBytes).sum());
    }

    private static boolean isManifest(BlobSource document) {
        return document.descriptor().mediaType().isManifest()
                || document.descriptor().mediaType().isIndex();
    }

    private static void manifest(RepositoryWriter writer, String name, BlobSource document) throws IOException {
        byte[] bytes = document.readAll(Limits.DEFAULT.manifestBytes());
        writer.putManifest(name, document.descriptor().mediaType(), bytes);
    }

    private void put(RepositoryWriter writer, ImageReference target, List<Wanted> wanted, Map<Digest, Placement> placed)
            throws InterruptedException {
        List<PushTasks.Task<Placement>> tasks = wanted.stream()
                .<PushTasks.Task<Placement>>map(one -> () -> put(writer, target, one))
                .toList();
        List<Placement> done = PushTasks.runAll(tasks);
        for (int i = 0; i < done.size(); i++) {
            placed.put(wanted.get(i).blob().descriptor().digest(), done.get(i));
        }
    }

    private Placement put(RepositoryWriter writer, ImageReference target, Wanted wanted) throws IOException {
        Descriptor blob = wanted.blob().descriptor();
        Progress told = progress.apply(blob.digest().toString());
        Placement placement = writer.put(wanted.blob(), wanted.from(), sent -> told.at(sent, blob.sizeBytes()));
        known.remember(blob.digest(), target);
        String without = switch (placement) {
            case THERE -> " is there,";
            case MOUNTED -> " mounted,";
            case UPLOADED -> "";
        };
        if (!without.isEmpty()) {
            progress.apply(blob.digest() + without).at(blob.sizeBytes(), blob.sizeBytes());
        }
        return placement;
    }

    /** A base image's blob is fetched when it has to be sent, and not before. */
    private BlobSource lazily(LayerImage layer) {
        return new BlobSource() {
            @Override
            public Descriptor descriptor() {
                return layer.descriptor();
            }

            @Override
            public InputStream open() throws IOException {
                try {
                    return blobs.file(layer).open();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    InterruptedIOException cancelled = new InterruptedIOException("push cancelled");
                    cancelled.initCause(e);
                    throw cancelled;
                }
            }
        };
    }
}
