/**
 * A Dockerfile and a build request become a build graph. Entry point: {@code Planner}.
 *
 * <p>Pure: what lies outside (base images, context files) is asked of
 * {@link dev.slipway.plan.source.SourceAccess}. Instruction semantics live here once: one lowering class an
 * instruction, and {@code ConfigFold} for what instructions do to the image config. Running the graph belongs to a
 * driver.
 */
@NullMarked
package dev.slipway.plan;

import org.jspecify.annotations.NullMarked;
