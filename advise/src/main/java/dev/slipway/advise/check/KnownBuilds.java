package dev.slipway.advise.check;

import dev.slipway.plan.record.BuildRecord;
import java.util.List;

/** Past builds of the same Dockerfile and context. Asked only to price a finding. Safe for many threads. */
@FunctionalInterface
public interface KnownBuilds {
    KnownBuilds NONE = List::of;

    /** Newest first. */
    List<BuildRecord> records();
}
