package dev.slipway.engine.export;

import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.Store;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;

/**
 * {@code type=image}: into the local image store. The image is whole there, base layers included, so that it can be
 * exported, pushed or built upon when its origin is gone.
 */
final class StoreExporter {
    private final Store store;
    private final BlobMaker blobs;
    private final Clock clock;

    StoreExporter(Store store, BlobMaker blobs, Clock clock) {
        this.store = store;
        this.blobs = blobs;
        this.clock = clock;
    }

    void export(ImageDocuments image, List<ImageReference> names) throws IOException, InterruptedException {
        for (LayerImage layer : image.layers()) {
            blobs.file(layer);
        }
        for (BlobSource document : image.documents()) {
            Descriptor what = document.descriptor();
            try (InputStream in = document.open()) {
                store.content().put(what.digest(), what.sizeBytes(), in);
            }
        }
        for (ImageReference name : names) {
            store.images().put(new ImageNames.NamedImage(name, image.root(), clock.instant()));
        }
    }
}
