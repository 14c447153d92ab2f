/**
 * What of a layer goes into which blob: what later layers hide is left out, and large layers are divided. Entry type:
 * {@link dev.slipway.engine.export.cut.LayerCuts}. Reads indexes only; writing blobs is the exporters' business.
 */
@NullMarked
package dev.slipway.engine.export.cut;

import org.jspecify.annotations.NullMarked;
