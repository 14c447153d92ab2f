package dev.slipway.engine.solve;

import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The result of a vertex.
 *
 * @param snapshot the whole root file system; empty for a context
 * @param added the layers at its top that this vertex put there
 * @param made when the step behind it first ran; empty for what no step made
 */
public record Solved(Snapshot snapshot, List<LayerId> added, Optional<Instant> made) {
    static final Solved NOTHING = new Solved(Snapshot.EMPTY, List.of(), Optional.empty());

    public Solved {
        added = List.copyOf(added);
    }
}
