/**
 * Layers as streams of entries: reading and writing layer tars (OCI image-spec, layer.md), the whiteout rules, and
 * compression of blobs. Entry types: {@link dev.slipway.image.layer.LayerEntry},
 * {@code LayerTarReader}, {@code LayerTarWriter}. Applying entries to a directory is the engine's business.
 */
@NullMarked
package dev.slipway.image.layer;

import org.jspecify.annotations.NullMarked;
