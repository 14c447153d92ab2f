package dev.slipway.engine.export;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.plan.record.BuildRecord;
import java.util.List;
import java.util.Optional;

/**
 * An image as blobs: everything that a layout, an archive or the store needs to hold it.
 *
 * @param root manifest or index, with the annotations that were asked for its descriptor
 * @param config of a single platform's manifest
 * @param documents configs, manifests and the index, in memory; the root last
 * @param layers of all platforms, each blob once
 * @param savings what was left out of the layers
 * @param built what made the layers, one a platform
 * @param created latest time that the configs tell
 */
record ImageDocuments(
        Descriptor root,
        Optional<Digest> config,
        List<BlobSource> documents,
        List<LayerImage> layers,
        List<Saving> savings,
        List<BuildRecord.BuiltImage> built,
        Optional<java.time.Instant> created) {
    ImageDocuments {
        documents = List.copyOf(documents);
        layers = List.copyOf(layers);
        savings = List.copyOf(savings);
        built = List.copyOf(built);
    }
}
