package dev.slipway.engine.store;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What to remove.
 *
 * @param unusedSince only what was last used before; empty for any age
 * @param keepBytes stops as soon as no more than this is left of the chosen kinds; empty to remove all that qualifies
 * @param dryRun reports only
 */
public record PruneRules(
        Set<UsageItem.Kind> kinds, Optional<Instant> unusedSince, OptionalLong keepBytes, boolean dryRun) {
    /** Everything that can be made again: all but build records. */
    public static final Set<UsageItem.Kind> CACHE =
            Set.copyOf(EnumSet.range(UsageItem.Kind.BLOB, UsageItem.Kind.CACHE_MOUNT));

    public PruneRules {
        kinds = Set.copyOf(kinds);
        if (keepBytes.isPresent() && keepBytes.getAsLong() < 0) {
            throw new IllegalArgumentException("keep: " + keepBytes.getAsLong() + " bytes (expected: >= 0)");
        }
    }

    /** All of the cache. */
    public static PruneRules all() {
        return new PruneRules(CACHE, Optional.empty(), OptionalLong.empty(), false);
    }
}
