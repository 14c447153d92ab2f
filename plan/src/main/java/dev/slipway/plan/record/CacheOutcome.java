package dev.slipway.plan.record;

import java.util.List;

/** Whether a vertex's result was taken from the cache, and if not, why. */
public sealed interface CacheOutcome {
    /** A recorded result was used. */
    record Hit() implements CacheOutcome {}

    /** Another build that runs at the same time did the work. */
    record Shared() implements CacheOutcome {}

    /** The work was done. */
    record Miss(MissCause cause) implements CacheOutcome {}

    /** There is nothing to cache: contexts, resolved names, exports. */
    record NotCached() implements CacheOutcome {}

    /** Why there was no recorded result. */
    sealed interface MissCause {
        /** No earlier build ran this step. */
        record FirstRun() implements MissCause {}

        /** {@code --no-cache} or {@code --no-cache-filter}. */
        record Requested() implements MissCause {}

        /** The record was found but what it points at was pruned. */
        record ResultGone() implements MissCause {}

        /**
         * Parts of the key differ from those of the step at the same place in the last build.
         *
         * @param changes never empty
         */
        record Changed(List<Change> changes) implements MissCause {
            public Changed {
                changes = List.copyOf(changes);
            }
        }
    }

    /**
     * One difference.
     *
     * @param kind {@code instruction}, {@code variable} (of an instruction whose text is the same), {@code input},
     *     {@code file}, {@code source}
     * @param subject what changed: a path, an input's step name, an image reference
     * @param before short text, empty when it was not there
     * @param after short text, empty when it is gone
     */
    record Change(String kind, String subject, String before, String after) {}
}
