/**
 * Evaluates a build graph: cache keys, lookups, running what is missing, cancelling on failure. Entry type:
 * {@code Solver}.
 */
@NullMarked
package dev.slipway.engine.solve;

import org.jspecify.annotations.NullMarked;
