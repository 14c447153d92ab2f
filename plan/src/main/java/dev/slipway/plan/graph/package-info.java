/**
 * The build graph: operations ({@link dev.slipway.plan.graph.Op}), vertices with canonical digests and their notes.
 * No Dockerfile types appear in an op, so that a driver never sees a Dockerfile.
 */
@NullMarked
package dev.slipway.plan.graph;

import org.jspecify.annotations.NullMarked;
