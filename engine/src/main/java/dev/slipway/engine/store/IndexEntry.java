package dev.slipway.engine.store;

import dev.slipway.image.Digest;
import dev.slipway.image.layer.LayerEntry;
import java.util.Optional;

/**
 * One entry of a layer's index. Hard links are resolved: each name is a full {@code RegularFile} (or other inode) entry.
 *
 * @param entry never a {@code HardLink}
 * @param content sha256 of a regular file's bytes; empty for everything else
 * @param linkGroup equal and not 0 for names of the same inode within the layer
 */
public record IndexEntry(LayerEntry entry, Optional<Digest> content, int linkGroup) {}
