package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.Flock;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.engine.store.LayerStore;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.engine.store.StoreException;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.store.layer.LayerScan;
import dev.slipway.engine.store.layer.MappedIndex;
import dev.slipway.engine.store.layer.TreeDigest;
import dev.slipway.image.DiffId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Layers as directories. */
final class DiskLayerStore implements LayerStore, AutoCloseable {
    private static final LayerId EMPTY = LayerId.ofTree(new TreeDigest().finish());

    private final StoreLayout layout;
    private final OverlayFlavor flavor;
    private final Owner owner;
    private final Leases leases;
    private final KeyLocks locks;
    private final SyncedLayers synced;
    private final Clock clock = Clock.systemUTC();
    /** Layers that this process found: marked as used, and so staying. */
    private final ConcurrentHashMap<LayerId, StoredLayer> found = new ConcurrentHashMap<>();

    private final Set<LayerId> made = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<LayerId, LayerIndex> indexes = new ConcurrentHashMap<>();

    DiskLayerStore(StoreLayout layout, OverlayFlavor flavor, Owner owner, Leases leases, KeyLocks locks) {
        this.layout = layout;
        this.flavor = flavor;
        this.owner = owner;
        this.leases = leases;
        this.locks = locks;
        this.synced = new SyncedLayers(layout.layers());
    }

    @Override
    public Optional<StoredLayer> find(LayerId id) {
        StoredLayer known = found.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            Path home = layout.layer(id);
            if (!Files.exists(home)
                    || !leases.mark(Leases.layer(StoreLayout.layerName(id)), () -> Files.exists(home))) {
                return Optional.empty();
            }
            Optional<LayerMeta> meta = LayerMeta.read(home).filter(m -> m.id().equals(id));
            if (meta.isEmpty() || !trusted(home, meta.get())) {
                discard(home);
                return Optional.empty();
            }
            LastUse.touch(home);
            return Optional.of(remember(home, meta.get()));
        } catch (IOException e) {
            throw StoreException.io("find layer " + id, e);
        }
    }

    private StoredLayer remember(Path home, LayerMeta meta) {
        StoredLayer layer = new StoredLayer(
                meta.id(),
                home.resolve("fs"),
                meta.scan().entries(),
                meta.scan().contentBytes());
        found.put(meta.id(), layer);
        return layer;
    }

    /** See {@link SyncedLayers}. */
    private boolean trusted(Path home, LayerMeta meta) throws IOException {
        if (SyncedLayers.isMarked(home)) {
            return true;
        }
        if (meta.boot().equals(SyncedLayers.boot())) {
            synced.later(home);
            return true;
        }
        if (!isWhole(home, meta)) {
            return false;
        }
        synced.syncFileSystem();
        synced.mark(home);
        return true;
    }

    private boolean isWhole(Path home, LayerMeta meta) throws IOException {
        Path scratch = Files.createDirectory(owner.fresh("check"));
        try {
            LayerScan.Result now = LayerScan.scan(home.resolve("fs"), scratch, flavor, KnownDigests.NONE);
            return now.equals(meta.scan())
                    && Files.mismatch(home.resolve("index"), scratch.resolve("index")) < 0
                    && Files.mismatch(home.resolve("strings"), scratch.resolve("strings")) < 0;
        } finally {
            dev.slipway.engine.linux.Directories.deleteTree(Place.of(scratch));
        }
    }

    /** Takes away what is no whole layer, so that it can be made anew. */
    private void discard(Path home) throws IOException {
        Path away = owner.fresh("damaged");
        try (Flock lock = Leases.pruneLock(layout)) {
            Waiting.shortly(lock::tryExclusive);
            try {
                Nodes.rename(Place.of(home), Place.of(away));
            } catch (LinuxException e) {
                if (!e.is(Errno.ENOENT)) {
                    throw e;
                }
            }
        }
        dev.slipway.engine.linux.Directories.deleteTree(Place.of(away));
    }

    @Override
    public boolean isNew(LayerId id) {
        return made.contains(id);
    }

    @Override
    public LayerIndex index(StoredLayer layer) {
        return indexes.computeIfAbsent(layer.id(), id -> {
            try {
                return MappedIndex.open(NewFiles.parent(layer.directory()));
            } catch (IOException e) {
                throw StoreException.io("read the index of layer " + id, e);
            }
        });
    }

    @Override
    public LayerDraft begin() {
        return draft();
    }

    private DiskLayerDraft draft() {
        try {
            return new DiskLayerDraft(this, flavor, owner.fresh("layer"), owner.fresh("work"));
        } catch (IOException e) {
            throw StoreException.io("begin a layer", e);
        }
    }

    /** Makes a draft the layer of this id, unless there is one already, which wins. */
    StoredLayer keep(DiskLayerDraft draft, LayerId id, LayerScan.Result scan) throws IOException {
        LayerMeta meta = new LayerMeta(id, scan, clock.instant(), SyncedLayers.boot());
        meta.write(draft.home());
        Path home = layout.layer(id);
        while (true) {
            Optional<StoredLayer> there = find(id);
            if (there.isPresent()) {
                return there.get();
            }
            leases.mark(Leases.layer(StoreLayout.layerName(id)));
            try {
                Nodes.renameNew(Place.of(draft.home()), Place.of(home));
                synced.later(home);
                made.add(id);
                return remember(home, meta);
            } catch (LinuxException e) {
                if (!e.is(Errno.EEXIST)) {
                    throw e;
                }
                // another process was faster
            }
        }
    }

    @Override
    public StoredLayer unpack(DiffId expected, TarSource tar) {
        LayerId id = LayerId.of(expected);
        Optional<StoredLayer> there = find(id);
        if (there.isPresent()) {
            return there.get();
        }
        try (KeyLocks.Held lock = locks.lock("unpack-" + expected.digest().hex())) {
            Optional<StoredLayer> meanwhile = find(id);
            return meanwhile.isPresent() ? meanwhile.get() : unpackNow(expected, tar);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    StoreException.Code.IO,
                    "cannot unpack layer " + expected + ": interrupted while another build unpacked it",
                    Optional.empty(),
                    e);
        }
    }

    @Override
    public StoredLayer empty() {
        return find(EMPTY).orElseGet(() -> {
            try (DiskLayerDraft draft = draft()) {
                return keep(draft, EMPTY, draft.scan(KnownDigests.NONE));
            } catch (IOException e) {
                throw StoreException.io("store the empty layer", e);
            }
        });
    }

    private StoredLayer unpackNow(DiffId expected, TarSource tar) {
        try (DiskLayerDraft draft = draft()) {
            LayerScan.Result scan = VerifiedUnpacking.unpack(expected, tar, draft, flavor);
            return keep(draft, LayerId.of(expected), scan);
        } catch (IOException e) {
            throw StoreException.io("store layer " + expected, e);
        }
    }

    @Override
    public void close() {
        synced.close();
    }
}
