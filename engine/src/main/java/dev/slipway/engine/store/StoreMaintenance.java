package dev.slipway.engine.store;

import java.util.List;

/** Shows what a store holds and frees its space ({@code slipway cache du|prune}). Reads the whole store. */
public interface StoreMaintenance {
    /** Least recently used first. */
    List<UsageItem> usage();

    /** Removes least recently used things first; never what any open store uses or what a named image is made of. */
    PruneReport prune(PruneRules rules);

    /**
     * @param removed what is gone, or would be in a dry run
     * @param freedBytes sum of their sizes
     */
    record PruneReport(List<UsageItem> removed, long freedBytes) {
        public PruneReport {
            removed = List.copyOf(removed);
        }
    }
}
