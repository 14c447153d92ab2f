/**
 * Snapshots to blobs, and blobs to layouts, archives, directories and the local image store. Entry type: {@code Exporter}.
 */
@NullMarked
package dev.slipway.engine.export;

import org.jspecify.annotations.NullMarked;
