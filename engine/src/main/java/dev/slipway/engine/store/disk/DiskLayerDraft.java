package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.engine.store.StoreException;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.store.layer.LayerScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A layer being made in tmp. What is renamed to be stored is {@code home}, which holds the directory and its index. */
final class DiskLayerDraft implements LayerDraft {
    private final DiskLayerStore store;
    private final OverlayFlavor flavor;
    private final Path home;
    private final Path work;

    DiskLayerDraft(DiskLayerStore store, OverlayFlavor flavor, Path home, Path work) throws IOException {
        this.store = store;
        this.flavor = flavor;
        this.home = home;
        this.work = work;
        Files.createDirectory(home);
        Files.createDirectory(work);
        Place root = Place.of(Files.createDirectory(directory()));
        // whatever the process's mask and the parent's set-gid bit made of it
        Metadata.chown(root, 0, 0);
        Metadata.chmod(root, 0755);
    }

    Path home() {
        return home;
    }

    @Override
    public Path directory() {
        return home.resolve("fs");
    }

    @Override
    public Path workDirectory() {
        return work;
    }

    @Override
    public Optional<StoredLayer> commit(KnownDigests known) {
        try (this) {
            LayerScan.Result scan = scan(known);
            return scan.entries() == 0
                    ? Optional.empty()
                    : Optional.of(store.keep(this, LayerId.ofTree(scan.tree()), scan));
        } catch (IOException e) {
            throw StoreException.io("store the layer in \"" + directory() + "\"", e);
        }
    }

    /** Reads what was written and writes its index. */
    LayerScan.Result scan(KnownDigests known) throws IOException {
        return LayerScan.scan(directory(), home, flavor, known);
    }

    @Override
    public void close() {
        try {
            Directories.deleteTree(Place.of(work));
            Directories.deleteTree(Place.of(home));
        } catch (LinuxException e) {
            throw StoreException.io("give up the layer in \"" + home + "\"", e);
        }
    }
}
