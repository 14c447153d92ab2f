package dev.slipway.engine.store;

import dev.slipway.image.ImagePath;
import java.util.List;
import java.util.Optional;

/**
 * The entries of one stored layer without touching its files: sorted, with content digests. Safe for many threads.
 */
public interface LayerIndex {
    /** The entry at exactly this path: an inode, or a whiteout. Opaque marks are asked for by {@link #opaque}. */
    Optional<IndexEntry> find(ImagePath path);

    /** Whether the directory at this path hides lower layers' children. */
    boolean opaque(ImagePath directory);

    /** Direct children of a directory, whiteouts included, sorted by name. Empty when it is not in this layer. */
    List<IndexEntry> children(ImagePath directory);

    /** Every entry in path order (parents first), opaque marks after their directory. */
    Iterable<IndexEntry> entries();
}
