package dev.slipway.engine.source.debootstrap;

import dev.slipway.image.ImagePath;
import dev.slipway.image.Limits;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarReader;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Turns mmdebstrap's tar into a layer's: the canonical form, without what a container gets from its runtime or what
 * differs from run to run.
 */
final class BaseImageTar {
    private static final ImagePath DEV = ImagePath.of("/dev");
    private static final ImagePath RUN = ImagePath.of("/run");

    private BaseImageTar() {}

    static void copy(InputStream from, OutputStream to) throws IOException {
        LayerTarReader reader = LayerTarReader.plain(
                from, "mmdebstrap's output", dev.slipway.image.layer.EntryGuard.CONFINE, Limits.DEFAULT);
        LayerTarWriter writer = LayerTarWriter.layer(to, TarTimes.WHOLE_SECONDS);
        for (Optional<LayerEntry> next; (next = reader.next()).isPresent(); ) {
            LayerEntry entry = next.get();
            if (isLeftOut(entry)) {
                continue;
            }
            if (entry instanceof LayerEntry.RegularFile file) {
                writer.put(file, reader.content());
            } else {
                writer.put(entry);
            }
        }
        writer.finish();
    }

    private static boolean isLeftOut(LayerEntry entry) {
        ImagePath path = entry.path();
        boolean ofRuntime = path.isWithin(DEV) && !path.equals(DEV);
        boolean ofRun = path.isWithin(RUN) && !(entry instanceof LayerEntry.Directory);
        return ofRuntime || ofRun;
    }
}
