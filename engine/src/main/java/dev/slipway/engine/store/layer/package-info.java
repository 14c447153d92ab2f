/**
 * Layer directories and their indexes: reading what a step wrote ({@code LayerScan}), the index file
 * ({@code MappedIndex}), unpacking layer tars ({@code LayerUnpacker}), and the way back
 * ({@link dev.slipway.engine.store.layer.LayerContents}). Knows overlayfs's marks; knows nothing of where the store
 * keeps layers.
 */
@NullMarked
package dev.slipway.engine.store.layer;

import org.jspecify.annotations.NullMarked;
