package dev.slipway.engine.tree;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Place;
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
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Layers in plain directories, indexed by looking at them; counts how often an index is opened. */
public final class ScannedStore implements Store, LayerStore, Memos {
    private final Path root;
    private final Map<LayerId, StoredLayer> layers = new HashMap<>();
    private final Map<LayerId, LayerIndex> indexes = new HashMap<>();
    private final Map<LayerId, KnownDigests> digests = new HashMap<>();
    private final Map<String, byte[]> memos = new HashMap<>();
    private int opened;
    private int made;

    public ScannedStore(Path root) throws IOException {
        this.root = Files.createDirectories(root);
    }

    /** A directory to fill and hand to {@link #add}. */
    public Path newDirectory() throws IOException {
        return Files.createDirectories(root.resolve("layers/" + ++made));
    }

    public StoredLayer add(Path directory) {
        return add(directory, KnownDigests.NONE);
    }

    private StoredLayer add(Path directory, KnownDigests known) {
        LayerId id = LayerId.ofTree(Digest.of(directory.toString().getBytes(StandardCharsets.UTF_8)));
        StoredLayer layer = new StoredLayer(id, directory, 0, 0);
        layers.put(id, layer);
        digests.put(id, known);
        return layer;
    }

    public int indexesOpened() {
        return opened;
    }

    public List<StoredLayer> materialise(Snapshot snapshot) {
        List<StoredLayer> found = new ArrayList<>();
        snapshot.layers().forEach(id -> found.add(layers.get(id)));
        return found;
    }

    @Override
    public LayerIndex index(StoredLayer layer) {
        opened++;
        return indexes.computeIfAbsent(layer.id(), id -> {
            try {
                return new ScannedIndex(layer.directory(), digests.get(id));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public Optional<StoredLayer> find(LayerId id) {
        return Optional.ofNullable(layers.get(id));
    }

    @Override
    public LayerDraft begin() {
        try {
            return new Draft(newDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Draft implements LayerDraft {
        private final Path directory;
        private boolean committed;

        Draft(Path directory) {
            this.directory = directory;
        }

        @Override
        public Path directory() {
            return directory;
        }

        @Override
        public Path workDirectory() {
            throw unused();
        }

        @Override
        public Optional<StoredLayer> commit(KnownDigests known) {
            committed = true;
            try {
                return Directories.list(Place.of(directory)).isEmpty()
                        ? Optional.empty()
                        : Optional.of(add(directory, known));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                if (!committed) {
                    Directories.deleteTree(Place.of(directory));
                }
            } catch (LinuxException e) {
                throw new UncheckedIOException(e);
            }
        }
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
    public Path root() {
        return root;
    }

    @Override
    public LayerStore layers() {
        return this;
    }

    @Override
    public Memos memos() {
        return this;
    }

    @Override
    public StoredLayer empty() {
        throw unused();
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
    public CacheMounts cacheMounts() {
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

    @Override
    public void close() {}

    private static IllegalStateException unused() {
        return new IllegalStateException("not used by trees and file steps");
    }

    @Override
    public boolean isNew(LayerId id) {
        return true;
    }
}
