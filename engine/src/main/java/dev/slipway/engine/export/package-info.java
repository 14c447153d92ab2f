/**
 * Snapshots to blobs, and blobs to layouts, archives, directories and the local image store. Entry type: {@link dev.slipway.engine.export.Exporters}.
 */
@NullMarked
package dev.slipway.engine.export;

import org.jspecify.annotations.NullMarked;
