package dev.slipway.engine.export;

import dev.slipway.engine.export.cut.LayerCut;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Memos;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import dev.slipway.image.layer.LayerBlob;
import dev.slipway.image.layer.LayerCompression;
import dev.slipway.plan.graph.CanonicalForm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers which blob a layer was written as. Memo kind {@code blob}; the key is {@link CanonicalForm}
 * {@code ("layer-blob", 2)} of the layer's id, which part of it is written, the compression's kind and level, and the
 * epoch that later times were set to. Version 2: noise is told by a sample, zstd is a frame for each 4 MiB, a blob may
 * hold a part of a layer. The value is one line, {@code <diffID> <media type> <digest> <size in bytes>}.
 */
final class BlobMemo {
    private static final String KIND = "blob";
    private static final int VERSION = 2;

    private final Memos memos;

    BlobMemo(Memos memos) {
        this.memos = memos;
    }

    static Digest key(LayerCut cut, LayerCompression compression, Optional<Instant> epoch) {
        return new CanonicalForm("layer-blob", VERSION)
                .text(cut.layer().toString())
                .optional(cut.identity())
                .text(compression.kind().name())
                .number(compression.level())
                .optional(epoch.map(Instant::getEpochSecond))
                .digest();
    }

    Optional<LayerImage> find(Digest key, LayerId layer) {
        return memos.find(KIND, key).flatMap(bytes -> read(new String(bytes, StandardCharsets.UTF_8), layer));
    }

    /** A memo that cannot be read is one that was lost. */
    private static Optional<LayerImage> read(String line, LayerId layer) {
        String[] parts = line.trim().split(" ");
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            Descriptor descriptor =
                    Descriptor.of(new MediaType(parts[1]), Digest.parse(parts[2]), Long.parseLong(parts[3]));
            return Optional.of(new LayerImage(layer, new DiffId(Digest.parse(parts[0])), descriptor, false));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    LayerImage put(Digest key, LayerId layer, LayerBlob blob) {
        Descriptor descriptor = blob.descriptor();
        String line = blob.diffId().digest() + " " + descriptor.mediaType() + " " + descriptor.digest() + " "
                + descriptor.sizeBytes() + "\n";
        memos.put(KIND, key, line.getBytes(StandardCharsets.UTF_8));
        return new LayerImage(layer, blob.diffId(), descriptor, false);
    }
}
