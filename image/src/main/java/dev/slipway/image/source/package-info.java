/**
 * What the places that images come from have in common: finding the manifest of a platform below a descriptor and
 * handing out config and layers as blobs. Entry type: {@link dev.slipway.image.source.ResolvedImage}. Each place is a
 * package of its own beside this one.
 */
@NullMarked
package dev.slipway.image.source;

import org.jspecify.annotations.NullMarked;
