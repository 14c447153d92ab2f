/**
 * The OCI image model: digests, references, descriptors, manifests, indexes and configs as immutable values. Entry
 * types: {@link dev.slipway.image.ImageReference}, {@link dev.slipway.image.Descriptor},
 * {@link dev.slipway.image.ImageConfig}, {@link dev.slipway.image.ImageJson} and {@link dev.slipway.image.BlobSource},
 * the one way to read a blob. Places where images live are sibling packages ({@code layout},
 * {@code archive}, {@code registry}); layer tar streams are in {@code layer}. No build semantics belong here.
 */
@NullMarked
package dev.slipway.image;

import org.jspecify.annotations.NullMarked;
