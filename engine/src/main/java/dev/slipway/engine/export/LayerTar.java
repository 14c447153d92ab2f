package dev.slipway.engine.export;

import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A stored layer as a tar: its entries in the index's order, later names of an inode as hard links to the first, times
 * in whole seconds. The same layer gives the same bytes (K9); so do layers that differ only in times later than the
 * epoch, since those are written as the epoch.
 */
final class LayerTar {
    private final StoredLayer layer;
    private final LayerIndex index;
    private final Optional<Instant> epoch;
    private final Map<Integer, ImagePath> firstNames = new HashMap<>();

    LayerTar(StoredLayer layer, LayerIndex index, Optional<Instant> epoch) {
        this.layer = layer;
        this.index = index;
        this.epoch = epoch;
    }

    void writeTo(OutputStream out) throws IOException {
        LayerTarWriter tar = LayerTarWriter.layer(out, TarTimes.WHOLE_SECONDS);
        for (IndexEntry entry : index.entries()) {
            if (Thread.interrupted()) {
                throw new java.io.InterruptedIOException("export cancelled");
            }
            write(entry, tar);
        }
        tar.finish();
    }

    private void write(IndexEntry indexed, LayerTarWriter tar) throws IOException {
        if (indexed.linkGroup() != 0 && indexed.entry() instanceof LayerEntry.Inode inode) {
            ImagePath first = firstNames.putIfAbsent(indexed.linkGroup(), inode.path());
            if (first != null) {
                tar.put(new LayerEntry.HardLink(inode.path(), clamped(inode.metadata()), first));
                return;
            }
        }
        switch (indexed.entry()) {
            case LayerEntry.RegularFile e -> write(e, tar);
            case LayerEntry.Directory e -> tar.put(new LayerEntry.Directory(e.path(), clamped(e.metadata())));
            case LayerEntry.Symlink e -> tar.put(new LayerEntry.Symlink(e.path(), clamped(e.metadata()), e.target()));
            case LayerEntry.Device e ->
                tar.put(new LayerEntry.Device(e.path(), clamped(e.metadata()), e.block(), e.major(), e.minor()));
            case LayerEntry.Fifo e -> tar.put(new LayerEntry.Fifo(e.path(), clamped(e.metadata())));
            case LayerEntry.Whiteout e -> tar.put(e);
            case LayerEntry.Opaque e -> tar.put(e);
            case LayerEntry.HardLink e -> throw new IllegalStateException("index has a hard link at " + e.path());
        }
    }

    private void write(LayerEntry.RegularFile file, LayerTarWriter tar) throws IOException {
        LayerEntry.RegularFile clamped =
                new LayerEntry.RegularFile(file.path(), clamped(file.metadata()), file.sizeBytes());
        if (file.sizeBytes() == 0) {
            tar.put(clamped);
            return;
        }
        try (InputStream content = LayerFiles.open(layer.directory(), file.path()).stream()) {
            tar.put(clamped, content);
        }
    }

    private EntryMetadata clamped(EntryMetadata metadata) {
        return LayerFiles.clamped(metadata, epoch);
    }
}
