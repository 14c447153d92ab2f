package dev.slipway.engine.export;

import dev.slipway.engine.export.cut.CutLayer;
import dev.slipway.engine.export.cut.LayerCut;
import dev.slipway.engine.export.cut.LayerCuts;
import dev.slipway.engine.source.BaseBlobs;
import dev.slipway.engine.store.ActionRecords;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Store;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.FileBlob;
import dev.slipway.image.MediaType;
import dev.slipway.image.layer.CompressionPool;
import dev.slipway.image.layer.LayerCompression;
import dev.slipway.plan.request.ExportTarget;
import dev.slipway.plan.request.LayerRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives each layer of an image its blob. Layers of base images keep the one that their origin lists, unfetched, unless
 * another compression is forced; layers made here are written to the content store, once for each compression, several
 * at once. What was written before is found again without opening the layer (K3).
 */
final class BlobMaker {
    private final Store store;
    private final BaseBlobs base;
    private final LayerRules rules;
    private final BlobMemo memo;
    private final LayerCuts cuts;
    private final LayerBlobs writer;

    BlobMaker(Store store, BaseBlobs base, LayerRules rules) {
        this.store = store;
        this.base = base;
        this.rules = rules;
        this.memo = new BlobMemo(store.memos());
        this.cuts = new LayerCuts(store, rules);
        this.writer = new LayerBlobs(store, base, cuts);
    }

    /** What an image lists for a step that changed nothing: as written an empty layer, as other builders do. */
    List<LayerId> ofUnchanged() {
        return rules.layering() == LayerRules.Layering.AS_WRITTEN
                ? List.of(store.layers().empty().id())
                : List.of();
    }

    /**
     * @param listed bottom first
     * @param epoch entries modified later are written as modified then
     * @return one for each layer, in their order
     */
    List<LayerImages> layers(List<LayerId> listed, ExportTarget.ImageOptions options, Optional<Instant> epoch)
            throws InterruptedException {
        LayerCompression compression = compression(options);
        List<CutLayer> divided = divided(listed);
        Map<LayerCut, LayerImage> images = new HashMap<>();
        List<LayerCut> missing = new ArrayList<>();
        divided.stream().map(CutLayer::cuts).flatMap(List::stream).distinct().forEach(cut -> {
            Optional<LayerImage> ready = kept(cut.layer(), options).or(() -> remembered(cut, compression, epoch));
            ready.ifPresentOrElse(image -> images.put(cut, image), () -> missing.add(cut));
        });
        if (!missing.isEmpty()) {
            List<LayerImage> written = BlobTasks.runAll(missing.stream()
                    .<BlobTasks.Task>map(cut -> pool -> write(cut, compression, epoch, pool))
                    .toList());
            for (int i = 0; i < missing.size(); i++) {
                images.put(missing.get(i), written.get(i));
            }
        }
        return divided.stream()
                .map(layer ->
                        new LayerImages(layer.cuts().stream().map(images::get).toList(), layer.hidden()))
                .toList();
    }

    /** Layers of base images stay as they are. */
    private List<CutLayer> divided(List<LayerId> layers) {
        List<CutLayer> divided = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            LayerId layer = layers.get(i);
            divided.add(
                    base.descriptor(layer).isPresent()
                            ? new CutLayer(List.of(LayerCut.whole(layer)), List.of())
                            : cuts.of(layer, layers.subList(i + 1, layers.size())));
        }
        return divided;
    }

    private static LayerCompression compression(ExportTarget.ImageOptions options) {
        return options.level()
                .map(level -> new LayerCompression(options.compression(), level))
                .orElseGet(() -> LayerCompression.of(options.compression()));
    }

    /** The base image's own blob, when it may stay. */
    private Optional<LayerImage> kept(LayerId layer, ExportTarget.ImageOptions options) {
        return base.descriptor(layer)
                .filter(d -> !options.forceCompression() || Compression.of(d.mediaType()) == options.compression())
                .map(d -> new LayerImage(layer, new DiffId(layer.digest()), asOci(d), true));
    }

    /** Docker's layer types are OCI's by another name; what has no counterpart keeps its type. */
    private static Descriptor asOci(Descriptor layer) {
        MediaType type = layer.mediaType();
        boolean docker = type.equals(MediaType.DOCKER_LAYER) || type.equals(MediaType.DOCKER_LAYER_GZIP);
        return Descriptor.of(docker ? Compression.of(type).ociLayer() : type, layer.digest(), layer.sizeBytes());
    }

    private Optional<LayerImage> remembered(LayerCut cut, LayerCompression compression, Optional<Instant> epoch) {
        return memo.find(BlobMemo.key(cut, compression, epoch), cut.layer())
                .filter(image ->
                        store.content().find(image.descriptor().digest()).isPresent());
    }

    private LayerImage write(LayerCut cut, LayerCompression compression, Optional<Instant> epoch, CompressionPool pool)
            throws IOException, InterruptedException {
        Digest key = BlobMemo.key(cut, compression, epoch);
        try (ActionRecords.KeyLock lock = store.actions().lock(key)) {
            Optional<LayerImage> meanwhile = remembered(cut, compression, epoch);
            return meanwhile.isPresent()
                    ? meanwhile.get()
                    : memo.put(key, cut.layer(), writer.write(cut, compression, epoch, pool));
        }
    }

    /** The layer's blob as a file, fetched when it is a base image's that nobody needed so far. */
    FileBlob file(LayerImage layer) throws InterruptedException {
        Path file = layer.origin()
                ? base.blob(layer.id())
                : store.content()
                        .find(layer.descriptor().digest())
                        .orElseThrow(() -> new IllegalStateException(
                                "blob " + layer.descriptor().digest() + " of " + layer.id() + " is not stored"));
        return new FileBlob(layer.descriptor(), file);
    }
}
