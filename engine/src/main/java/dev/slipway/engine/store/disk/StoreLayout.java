package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.LayerId;
import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where everything is in a store, version 1.
 *
 * <pre>
 * version                     "slipway-store 1 trusted" or "… user": layout and {@code OverlayFlavor}
 * blobs/sha256/&lt;hex&gt;          whole blobs; the access time is the last use
 * layers/tree-&lt;hex&gt;/          a layer; the directory's modification time is the last use
 *        diff-&lt;hex&gt;/          (no colon in the name: it separates overlay's lower directories)
 *          fs/                the layer directory in overlay form
 *          index, strings     its entries ({@code IndexFile})
 *          meta               facts ({@code LayerMeta})
 *          synced             there when all of it has reached the disk
 * actions/&lt;2 hex&gt;/&lt;hex&gt;       action records (facts); modification time: last use
 * memos/&lt;kind&gt;/&lt;2 hex&gt;/&lt;hex&gt;  value and CRC-32C; modification time: last use
 * names/&lt;sha256 of the name&gt;  image names (facts)
 * cache-mounts/&lt;sha256 of the id&gt;/
 *   id                        facts
 *   &lt;n&gt;.lock                  flock: shared or exclusive; modification time: last use
 *   &lt;n&gt;/                      the directory
 * records/                    build records
 * locks/                      lock files by name, removed when let go; "sweep" and "prune" stay
 * tmp/&lt;owner&gt;/                what one open store is making; owner: its flock, leases: what it uses
 * </pre>
 *
 * <p>Whatever is made is made in tmp and renamed. A directory of tmp whose owner file is not locked is what a dead
 * process left.
 */
record StoreLayout(Path root) {
    Path version() {
        return root.resolve("version");
    }

    Path blobs() {
        return root.resolve("blobs");
    }

    Path blob(Digest digest) {
        return blobs().resolve(digest.algorithm()).resolve(digest.hex());
    }

    Path layers() {
        return root.resolve("layers");
    }

    Path layer(LayerId id) {
        return layers().resolve(layerName(id));
    }

    /** {@code diff-<hex>}; digests other than sha256 name their algorithm. */
    static String layerName(LayerId id) {
        String kind = id.kind().name().toLowerCase(Locale.ROOT);
        Digest digest = id.digest();
        return digest.algorithm().equals(Digest.SHA256)
                ? kind + "-" + digest.hex()
                : kind + "-" + digest.algorithm() + "-" + digest.hex();
    }

    Path actions() {
        return root.resolve("actions");
    }

    Path action(Digest key) {
        return sharded(actions(), key);
    }

    Path memos() {
        return root.resolve("memos");
    }

    Path memo(String kind, Digest key) {
        return sharded(memos().resolve(kind), key);
    }

    Path names() {
        return root.resolve("names");
    }

    Path name(String canonical) {
        return names().resolve(hash(canonical));
    }

    Path cacheMounts() {
        return root.resolve("cache-mounts");
    }

    Path cacheMount(String id) {
        return cacheMounts().resolve(hash(id));
    }

    Path records() {
        return root.resolve("records");
    }

    Path locks() {
        return root.resolve("locks");
    }

    Path tmp() {
        return root.resolve("tmp");
    }

    private static Path sharded(Path directory, Digest key) {
        return directory.resolve(key.hex().substring(0, 2)).resolve(key.hex());
    }

    static String hash(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
