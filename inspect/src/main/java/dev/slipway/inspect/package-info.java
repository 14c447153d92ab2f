/**
 * An image's layers as one file tree: sizes, efficiency, waste and its causes. Reads images through {@code image}; knows
 * no builder.
 */
@NullMarked
package dev.slipway.inspect;

import org.jspecify.annotations.NullMarked;
