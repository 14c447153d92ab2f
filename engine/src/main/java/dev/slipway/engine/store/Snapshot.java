package dev.slipway.engine.store;

import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CanonicalForm;
import java.util.ArrayList;
import java.util.List;

/**
 * A root file system state: an ordered list of layers, bottom first. Its layers need not be on this machine yet.
 */
public record Snapshot(List<LayerId> layers) {
    public static final Snapshot EMPTY = new Snapshot(List.of());

    public Snapshot {
        layers = List.copyOf(layers);
    }

    public Snapshot plus(List<LayerId> added) {
        List<LayerId> all = new ArrayList<>(layers);
        all.addAll(added);
        return new Snapshot(all);
    }

    /** What downstream keys use (K2). */
    public Digest outputDigest() {
        return new CanonicalForm("snapshot", 1).list(layers).digest();
    }
}
