package dev.slipway.engine.store;

import dev.slipway.image.Digest;
import java.util.Optional;

/** Cache key to result. Written after what it points at; reading one opens no layer (K3). */
public interface ActionRecords {
    Optional<ActionResult> find(Digest key);

    /** Idempotent; the first record of a key wins and is returned. */
    ActionResult put(Digest key, ActionResult result);

    void remove(Digest key);

    /**
     * Waits until no other thread or process works on this key, then holds it until closed, so that identical work is
     * done once (K4). The lock dies with the process.
     */
    KeyLock lock(Digest key) throws InterruptedException;

    /** Held work on a key. */
    interface KeyLock extends AutoCloseable {
        @Override
        void close();
    }
}
