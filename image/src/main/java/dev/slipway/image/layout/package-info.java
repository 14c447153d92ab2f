/**
 * OCI image layouts (OCI image-spec, image-layout.md) as a directory or as one tar. Entry types:
 * {@link dev.slipway.image.layout.OciLayout} to read, {@link dev.slipway.image.layout.LayoutWriter} to write.
 */
@NullMarked
package dev.slipway.image.layout;

import org.jspecify.annotations.NullMarked;
