/**
 * Base images of every kind of origin: what a name means, where each layer's blob can be had, and bringing layers to
 * this machine. Entry types: {@link dev.slipway.engine.source.image.BaseImages},
 * {@link dev.slipway.engine.source.image.LayerFetcher}.
 */
@NullMarked
package dev.slipway.engine.source.image;

import org.jspecify.annotations.NullMarked;
