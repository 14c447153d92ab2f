package dev.slipway.engine.solve;

import dev.slipway.engine.store.ActionRecords;
import dev.slipway.engine.store.ActionResult;
import dev.slipway.engine.store.CacheMounts;
import dev.slipway.engine.store.ContentStore;
import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.engine.store.LayerStore;
import dev.slipway.engine.store.Memos;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Action records and layer names in memory; counts lookups. Layers have no files, so that touching one fails. */
final class ToyStore implements Store, ActionRecords, LayerStore {
    final AtomicInteger lookups = new AtomicInteger();
    final Map<Digest, ActionResult> records = new ConcurrentHashMap<>();
    final Set<LayerId> layers = ConcurrentHashMap.newKeySet();
    private final Map<Digest, Semaphore> locks = new ConcurrentHashMap<>();

    /** A layer whose content is this text. */
    StoredLayer layer(String content) {
        LayerId id = LayerId.ofTree(Digest.of(content.getBytes(StandardCharsets.UTF_8)));
        layers.add(id);
        return new StoredLayer(id, Path.of("/nonexistent"), 1, content.length());
    }

    @Override
    public Optional<ActionResult> find(Digest key) {
        lookups.incrementAndGet();
        return Optional.ofNullable(records.get(key));
    }

    @Override
    public ActionResult put(Digest key, ActionResult result) {
        ActionResult first = records.putIfAbsent(key, result);
        return first == null ? result : first;
    }

    @Override
    public void remove(Digest key) {
        records.remove(key);
    }

    @Override
    public KeyLock lock(Digest key) throws InterruptedException {
        Semaphore lock = locks.computeIfAbsent(key, k -> new Semaphore(1));
        lock.acquire();
        return lock::release;
    }

    @Override
    public Optional<StoredLayer> find(LayerId id) {
        return layers.contains(id) ? Optional.of(new StoredLayer(id, Path.of("/nonexistent"), 1, 1)) : Optional.empty();
    }

    @Override
    public ActionRecords actions() {
        return this;
    }

    @Override
    public LayerStore layers() {
        return this;
    }

    @Override
    public LayerIndex index(StoredLayer layer) {
        throw new AssertionError("index of " + layer.id() + " opened");
    }

    @Override
    public LayerDraft begin() {
        throw new AssertionError("a layer was begun");
    }

    @Override
    public StoredLayer empty() {
        throw new AssertionError("empty layer asked for");
    }

    @Override
    public StoredLayer unpack(DiffId expected, TarSource tar) {
        throw new AssertionError(expected + " unpacked");
    }

    @Override
    public Path root() {
        throw new AssertionError("root asked for");
    }

    @Override
    public ContentStore content() {
        throw new AssertionError("content opened");
    }

    @Override
    public Memos memos() {
        throw new AssertionError("memos opened");
    }

    @Override
    public ImageNames images() {
        throw new AssertionError("images opened");
    }

    @Override
    public CacheMounts cacheMounts() {
        throw new AssertionError("cache mounts opened");
    }

    @Override
    public TemporaryDirectory temporaryDirectory() {
        throw new AssertionError("temporary directory made");
    }

    @Override
    public Path buildRecords() {
        throw new AssertionError("build records opened");
    }

    @Override
    public void close() {}

    @Override
    public boolean isNew(LayerId id) {
        return true;
    }
}
