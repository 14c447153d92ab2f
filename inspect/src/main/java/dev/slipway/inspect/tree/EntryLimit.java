package dev.slipway.inspect.tree;

import dev.slipway.inspect.InspectException;
import java.util.concurrent.atomic.AtomicInteger;

/** How many entries all layers of an image may have together: what fits into the heap. */
final class EntryLimit {
    private final int limit;
    private final AtomicInteger taken = new AtomicInteger();

    EntryLimit(int limit) {
        this.limit = limit;
    }

    void take() {
        if (taken.incrementAndGet() > limit) {
            throw new InspectException(
                    "cannot inspect the image: more than " + limit + " entries in its layers (expected: at most "
                            + limit + ")",
                    "");
        }
    }
}
