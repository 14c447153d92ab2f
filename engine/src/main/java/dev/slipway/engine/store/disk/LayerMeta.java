package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.layer.LayerScan;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a stored layer without opening it, as {@link Facts}: {@code layer 1} (version), {@code id},
 * {@code tree}, {@code entries}, {@code content-bytes}, {@code created}, {@code boot}.
 *
 * @param scan its tree digest is how the layer is checked, whatever it is named by
 * @param boot the machine's boot id when it was made: see {@code SyncedLayers}
 */
record LayerMeta(LayerId id, LayerScan.Result scan, Instant created, String boot) {
    static final String FILE = "meta";
    private static final String VERSION = "1";

    byte[] encode() {
        return Facts.of(
                        "layer", VERSION,
                        "id", id.toString(),
                        "tree", scan.tree().toString(),
                        "entries", Long.toString(scan.entries()),
                        "content-bytes", Long.toString(scan.contentBytes()),
                        "created", Long.toString(created.toEpochMilli()),
                        "boot", boot)
                .encode();
    }

    /** Empty when there is none, or none that this version can read. */
    static Optional<LayerMeta> read(Path layer) throws IOException {
        return Facts.read(layer.resolve(FILE)).flatMap(LayerMeta::of);
    }

    private static Optional<LayerMeta> of(Facts facts) {
        if (!facts.find("layer").equals(Optional.of(VERSION))) {
            return Optional.empty();
        }
        LayerScan.Result scan = new LayerScan.Result(
                Digest.parse(facts.get("tree")),
                Long.parseLong(facts.get("entries")),
                Long.parseLong(facts.get("content-bytes")));
        return Optional.of(new LayerMeta(
                LayerId.parse(facts.get("id")),
                scan,
                Instant.ofEpochMilli(Long.parseLong(facts.get("created"))),
                facts.get("boot")));
    }

    void write(Path directory) throws IOException {
        Files.write(directory.resolve(FILE), encode());
    }
}
