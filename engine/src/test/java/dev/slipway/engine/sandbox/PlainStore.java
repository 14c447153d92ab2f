package dev.slipway.engine.sandbox;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.sandbox.bundle.HostTraits;
import dev.slipway.engine.store.ActionRecords;
import dev.slipway.engine.store.CacheMounts;
import dev.slipway.engine.store.ContentStore;
import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.engine.store.LayerStore;
import dev.slipway.engine.store.Memos;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.ScannedIndex;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.ExecSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Just as much of a store as running a step needs, in plain directories. */
final class PlainStore implements Store, LayerStore, CacheMounts, Memos {
    private final Path root;
    /** Sees what a step left on the disk before it is thrown away. */
    Runnable beforeClose = () -> {};

    private final AtomicInteger drafts = new AtomicInteger();
    private final Map<LayerId, StoredLayer> committed = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> locks = new ConcurrentHashMap<>();
    private final Map<String, byte[]> memos = new HashMap<>();

    PlainStore(Path root) throws IOException {
        this.root = Files.createDirectories(root);
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public OverlayFlavor overlay() {
        return HostTraits.read().userNamespace() ? OverlayFlavor.USER : OverlayFlavor.TRUSTED;
    }

    @Override
    public LayerStore layers() {
        return this;
    }

    @Override
    public CacheMounts cacheMounts() {
        return this;
    }

    @Override
    public Memos memos() {
        return this;
    }

    @Override
    public Optional<StoredLayer> find(LayerId id) {
        return Optional.ofNullable(committed.get(id));
    }

    @Override
    public StoredLayer empty() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LayerDraft begin() {
        return new Draft(root.resolve("drafts").resolve(Integer.toString(drafts.incrementAndGet())));
    }

    @Override
    public Lease lease(String id, ExecSpec.Sharing sharing, Initializer first) throws InterruptedException {
        Semaphore lock = locks.computeIfAbsent(id, ignored -> new Semaphore(1));
        if (sharing == ExecSpec.Sharing.LOCKED) {
            lock.acquire();
        }
        Path directory = root.resolve("caches").resolve(id);
        try {
            if (!Files.exists(directory)) {
                first.fill(Files.createDirectories(directory));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Lease() {
            @Override
            public Path directory() {
                return directory;
            }

            @Override
            public void close() {
                if (sharing == ExecSpec.Sharing.LOCKED) {
                    lock.release();
                }
            }
        };
    }

    @Override
    public Optional<byte[]> find(String kind, Digest key) {
        return Optional.ofNullable(memos.get(kind + key));
    }

    @Override
    public void put(String kind, Digest key, byte[] value) {
        memos.put(kind + key, value);
    }

    @Override
    public void close() {}

    @Override
    public LayerIndex index(StoredLayer layer) {
        try {
            return new ScannedIndex(layer.directory(), KnownDigests.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StoredLayer unpack(DiffId expected, TarSource tar) {
        throw unused();
    }

    @Override
    public ContentStore content() {
        throw unused();
    }

    @Override
    public ActionRecords actions() {
        throw unused();
    }

    @Override
    public ImageNames images() {
        throw unused();
    }

    @Override
    public TemporaryDirectory temporaryDirectory() {
        throw unused();
    }

    @Override
    public Path buildRecords() {
        throw unused();
    }

    private static IllegalStateException unused() {
        return new IllegalStateException("running a step does not use this part of the store");
    }

    private final class Draft implements LayerDraft {
        private final Path home;

        Draft(Path home) {
            this.home = home;
            try {
                Files.createDirectories(directory());
                Files.createDirectories(workDirectory());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Path directory() {
            return home.resolve("layer");
        }

        @Override
        public Path workDirectory() {
            return home.resolve("work");
        }

        @Override
        public Optional<StoredLayer> commit(KnownDigests known) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(directory())) {
                if (!children.iterator().hasNext()) {
                    return Optional.empty();
                }
                Path place = Files.createDirectories(root.resolve("layers")).resolve("made" + home.getFileName());
                Files.move(directory(), place);
                StoredLayer layer = new StoredLayer(Fixture.id(place), place, 1, 1);
                committed.put(layer.id(), layer);
                return Optional.of(layer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            beforeClose.run();
            try {
                Directories.deleteTree(Place.of(home));
            } catch (LinuxException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public boolean isNew(LayerId id) {
        return true;
    }
}
