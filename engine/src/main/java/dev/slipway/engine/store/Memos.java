package dev.slipway.engine.store;

import dev.slipway.image.Digest;
import java.util.Optional;

/**
 * Small facts that save work and may be lost at any time: what a name was resolved to, the digest of a selection of a
 * snapshot, which blob a layer was compressed to.
 */
public interface Memos {
    /** @param kind a short name that is a directory: {@code resolve}, {@code selection}, {@code blob} */
    Optional<byte[]> find(String kind, Digest key);

    /** Replaces atomically. */
    void put(String kind, Digest key, byte[] value);
}
