package dev.slipway.engine.export;

import dev.slipway.engine.export.cut.LayerCut;
import dev.slipway.engine.export.cut.LayerCuts;
import dev.slipway.engine.source.BaseBlobs;
import dev.slipway.engine.store.ContentStore;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.layer.LayerContents;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.FileBlob;
import dev.slipway.image.layer.CompressionPool;
import dev.slipway.image.layer.Compressors;
import dev.slipway.image.layer.LayerBlob;
import dev.slipway.image.layer.LayerBlobWriter;
import dev.slipway.image.layer.LayerCompression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes blobs of layers to the content store: a layer made here straight from its directory, a base image's layer from
 * its own blob. One pass gives tar digest and blob digest; memory is bounded by buffers (K8).
 */
final class LayerBlobs {
    private final Store store;
    private final BaseBlobs base;
    private final LayerCuts cuts;

    LayerBlobs(Store store, BaseBlobs base, LayerCuts cuts) {
        this.store = store;
        this.base = base;
        this.cuts = cuts;
    }

    LayerBlob write(LayerCut cut, LayerCompression compression, Optional<Instant> epoch, CompressionPool pool)
            throws IOException, InterruptedException {
        LayerId layer = cut.layer();
        Optional<Descriptor> origin = base.descriptor(layer);
        if (origin.isPresent()) {
            FileBlob blob = new FileBlob(origin.get(), base.blob(layer));
            return write(compression, pool, out -> {
                try (InputStream tar = Compressors.openTar(blob, new DiffId(layer.digest()))) {
                    tar.transferTo(out);
                }
            });
        }
        LayerContents contents = cuts.contents(cut);
        return write(compression, pool, out -> LayerTar.write(contents, epoch, out));
    }

    /** Gives the bytes of a tar. */
    private interface TarWork {
        void writeTo(OutputStream out) throws IOException;
    }

    private LayerBlob write(LayerCompression compression, CompressionPool pool, TarWork work) throws IOException {
        try (ContentStore.BlobDraft draft = store.content().begin();
                LayerBlobWriter out = LayerBlobWriter.to(draft.out(), compression, pool)) {
            work.writeTo(out);
            LayerBlob blob = out.finish();
            draft.commit(blob.descriptor().digest(), blob.descriptor().sizeBytes());
            return blob;
        }
    }
}
