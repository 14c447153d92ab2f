package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.ActionRecords;
import dev.slipway.engine.store.CacheMounts;
import dev.slipway.engine.store.ContentStore;
import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.LayerStore;
import dev.slipway.engine.store.Memos;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoreException;
import dev.slipway.engine.store.StoreMaintenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A store in a directory ({@code StoreLayout}), shared by any number of processes and threads. Needs Linux 5.6, and a
 * file system with extended attributes, {@code flock} and atomic renames that overlayfs takes as an upper directory.
 *
 * <p>Methods throw {@code StoreException}. Opening makes what is missing; the first use that others must know of removes
 * in the background what dead processes left.
 */
public final class DiskStore implements Store {
    private final StoreLayout layout;
    private final OverlayFlavor flavor;
    private final Owner owner;
    private final Leases leases;
    private final DiskContentStore content;
    private final DiskLayerStore layers;
    private final DiskActionRecords actions;
    private final DiskMemos memos;
    private final DiskImageNames images;
    private final DiskCacheMounts cacheMounts;

    private DiskStore(StoreLayout layout, OverlayFlavor flavor, Owner owner) {
        this.layout = layout;
        this.flavor = flavor;
        this.owner = owner;
        this.leases = new Leases(layout, owner);
        NewFiles files = new NewFiles(owner);
        KeyLocks locks = new KeyLocks(layout);
        this.content = new DiskContentStore(layout, owner, leases);
        this.layers = new DiskLayerStore(layout, flavor, owner, leases, locks);
        this.actions = new DiskActionRecords(layout, files, locks);
        this.memos = new DiskMemos(layout, files);
        this.images = new DiskImageNames(layout, files);
        this.cacheMounts = new DiskCacheMounts(layout, owner, files, locks);
    }

    /** Opens the store in this directory, or makes one. */
    public static DiskStore open(Path root) {
        StoreLayout layout = new StoreLayout(root.toAbsolutePath().normalize());
        try {
            OverlayFlavor flavor = StoreVersion.enter(layout);
            return new DiskStore(layout, flavor, new Owner(layout));
        } catch (IOException e) {
            throw StoreException.io("open the store \"" + root + "\"", e);
        }
    }

    @Override
    public Path root() {
        return layout.root();
    }

    @Override
    public OverlayFlavor overlay() {
        return flavor;
    }

    @Override
    public ContentStore content() {
        return content;
    }

    @Override
    public LayerStore layers() {
        return layers;
    }

    @Override
    public ActionRecords actions() {
        return actions;
    }

    @Override
    public Memos memos() {
        return memos;
    }

    @Override
    public ImageNames images() {
        return images;
    }

    @Override
    public CacheMounts cacheMounts() {
        return cacheMounts;
    }

    /** Usage and pruning, for all processes that share the store. */
    public StoreMaintenance maintenance() {
        return new DiskMaintenance(layout, owner, images);
    }

    @Override
    public TemporaryDirectory temporaryDirectory() {
        Path path = owner.fresh("temporary");
        try {
            return new Temporary(Files.createDirectory(path));
        } catch (IOException e) {
            throw StoreException.io("make a temporary directory", e);
        }
    }

    private record Temporary(Path path) implements TemporaryDirectory {
        @Override
        public void close() {
            try {
                Directories.deleteTree(Place.of(path));
            } catch (LinuxException e) {
                throw StoreException.io("remove temporary directory \"" + path + "\"", e);
            }
        }
    }

    @Override
    public Path buildRecords() {
        return layout.records();
    }

    @Override
    public void close() {
        layers.close();
        leases.close();
        owner.close();
    }
}
