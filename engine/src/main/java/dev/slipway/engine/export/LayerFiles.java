package dev.slipway.engine.export;

import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Reading of layer directories for export: contents, whatever bytes their names have, and times. */
final class LayerFiles {
    private LayerFiles() {}

    /** The file itself; a link in the last segment is not followed. */
    static OpenFile open(Path root, ImagePath path) throws IOException {
        return OpenFile.read(Place.of(Place.of(root).name() + path.value()));
    }

    /** The rule of SOURCE_DATE_EPOCH for entries: what was modified later counts as modified then. */
    static EntryMetadata clamped(EntryMetadata metadata, Optional<Instant> epoch) {
        boolean later =
                epoch.isPresent() && metadata.modifiedSeconds() >= epoch.get().getEpochSecond();
        return later ? metadata.withModified(epoch.get().getEpochSecond(), 0) : metadata;
    }
}
