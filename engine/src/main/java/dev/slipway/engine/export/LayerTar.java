package dev.slipway.engine.export;

import dev.slipway.engine.store.layer.LayerContents;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * A stored layer as a tar, times in whole seconds. The same layer gives the same bytes (K9); so do layers that differ
 * only in times later than the epoch, since those are written as the epoch.
 */
final class LayerTar implements LayerContents.Visitor {
    private final LayerTarWriter tar;
    private final Optional<Instant> epoch;

    private LayerTar(LayerTarWriter tar, Optional<Instant> epoch) {
        this.tar = tar;
        this.epoch = epoch;
    }

    static void write(LayerContents layer, Optional<Instant> epoch, OutputStream out) throws IOException {
        LayerTarWriter tar = LayerTarWriter.layer(out, TarTimes.WHOLE_SECONDS);
        layer.visit(new LayerTar(tar, epoch));
        tar.finish();
    }

    @Override
    public void entry(LayerEntry entry) throws IOException {
        requireNotCancelled();
        tar.put(
                switch (entry) {
                    case LayerEntry.RegularFile e ->
                        new LayerEntry.RegularFile(e.path(), clamped(e.metadata()), e.sizeBytes());
                    case LayerEntry.Directory e -> new LayerEntry.Directory(e.path(), clamped(e.metadata()));
                    case LayerEntry.Symlink e -> new LayerEntry.Symlink(e.path(), clamped(e.metadata()), e.target());
                    case LayerEntry.Device e ->
                        new LayerEntry.Device(e.path(), clamped(e.metadata()), e.block(), e.major(), e.minor());
                    case LayerEntry.Fifo e -> new LayerEntry.Fifo(e.path(), clamped(e.metadata()));
                    case LayerEntry.HardLink e -> new LayerEntry.HardLink(e.path(), clamped(e.metadata()), e.target());
                    case LayerEntry.Whiteout e -> e;
                    case LayerEntry.Opaque e -> e;
                });
    }

    @Override
    public void file(LayerEntry.RegularFile file, InputStream content) throws IOException {
        requireNotCancelled();
        tar.put(new LayerEntry.RegularFile(file.path(), clamped(file.metadata()), file.sizeBytes()), content);
    }

    private static void requireNotCancelled() throws InterruptedIOException {
        if (Thread.interrupted()) {
            throw new InterruptedIOException("export cancelled");
        }
    }

    private EntryMetadata clamped(EntryMetadata metadata) {
        return LayerFiles.clamped(metadata, epoch);
    }
}
