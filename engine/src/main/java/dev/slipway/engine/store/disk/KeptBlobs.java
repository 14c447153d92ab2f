package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.ImageNames;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.ImageJson;
import dev.slipway.image.Limits;
import dev.slipway.image.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Set;

/** The blobs that named images are made of: indexes, manifests, configs and layers. */
final class KeptBlobs {
    private final StoreLayout layout;
    private final Set<Digest> kept = new HashSet<>();

    private KeptBlobs(StoreLayout layout) {
        this.layout = layout;
    }

    static Set<Digest> of(StoreLayout layout, ImageNames names) throws IOException {
        KeptBlobs blobs = new KeptBlobs(layout);
        for (ImageNames.NamedImage image : names.list()) {
            blobs.visit(image.target());
        }
        return blobs.kept;
    }

    private void visit(Descriptor descriptor) throws IOException {
        if (!kept.add(descriptor.digest())) {
            return;
        }
        boolean index = descriptor.mediaType().isIndex();
        if (!index && !descriptor.mediaType().isManifest()) {
            return;
        }
        try {
            byte[] json = Files.readAllBytes(layout.blob(descriptor.digest()));
            String subject = descriptor.digest().toString();
            if (index) {
                for (Descriptor manifest : ImageJson.readIndex(json, subject, descriptor.mediaType(), Limits.DEFAULT)
                        .manifests()) {
                    visit(manifest);
                }
            } else {
                Manifest manifest = ImageJson.readManifest(json, subject, descriptor.mediaType(), Limits.DEFAULT);
                kept.add(manifest.config().digest());
                manifest.layers().forEach(layer -> kept.add(layer.digest()));
            }
        } catch (NoSuchFileException | ImageException e) {
            // an image whose manifest is lost keeps nothing else
        }
    }
}
