/**
 * The entries of an image's layers in compact columns, read in one pass over the blobs, and the tree that they stack up
 * to. Knows sizes and names; what is waste is judged elsewhere.
 */
@NullMarked
package dev.slipway.inspect.tree;

import org.jspecify.annotations.NullMarked;
