package dev.slipway.engine.source.debootstrap;

import dev.slipway.image.ImagePath;
import dev.slipway.image.Limits;
import dev.slipway.image.layer.EntryGuard;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarReader;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Turns mmdebstrap's tar into a layer's: the canonical form, without what a container gets from its runtime or what
 * differs from run to run.
 */
final class BaseImageTar {
    private static final ImagePath DEV = ImagePath.of("/dev");
    private static final ImagePath RUN = ImagePath.of("/run");
    private static final ImagePath LOGS = ImagePath.of("/var/log");
    private static final ImagePath APT_LOGS = ImagePath.of("/var/log/apt");
    private static final ImagePath APT_CACHE = ImagePath.of("/var/cache/apt");
    private static final ImagePath APT_LISTS = ImagePath.of("/var/lib/apt/lists");
    private static final Set<String> OF_THIS_MACHINE = Set.of(
            "/etc/resolv.conf",
            "/etc/hostname",
            "/etc/apt/apt.conf.d/99mmdebstrap",
            "/var/cache/ldconfig/aux-cache",
            "/var/cache/debconf/config.dat-old",
            "/var/cache/debconf/templates.dat-old",
            "/var/lib/dpkg/diversions-old",
            "/var/lib/dpkg/status-old");

    private BaseImageTar() {}

    /** @param epoch time of the directory that is added */
    static void copy(InputStream from, OutputStream to, Instant epoch) throws IOException {
        LayerTarReader reader = LayerTarReader.plain(from, "mmdebstrap's output", EntryGuard.CONFINE, Limits.DEFAULT);
        LayerTarWriter writer = LayerTarWriter.layer(to, TarTimes.WHOLE_SECONDS);
        boolean hasDev = false;
        for (Optional<LayerEntry> next; (next = reader.next()).isPresent(); ) {
            LayerEntry entry = next.get();
            if (!hasDev && !entry.path().isRoot()) {
                // mmdebstrap leaves out the directory with its devices; a container's is mounted on it.
                writer.put(new LayerEntry.Directory(DEV, EntryMetadata.of(0755, 0, 0, epoch.getEpochSecond())));
                hasDev = true;
            }
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
        if (entry instanceof LayerEntry.Directory) {
            return path.isWithin(DEV);
        }
        boolean log = path.isWithin(APT_LOGS)
                || path.parent().equals(LOGS) && path.name().endsWith(".log");
        boolean cache = path.isWithin(APT_CACHE) || path.isWithin(APT_LISTS);
        return path.isWithin(DEV) || path.isWithin(RUN) || log || cache || OF_THIS_MACHINE.contains(path.value());
    }
}
