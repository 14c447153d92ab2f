/**
 * What the solver and the two kinds of steps share. Entry type: {@link dev.slipway.engine.step.StepContext}.
 */
@NullMarked
package dev.slipway.engine.step;

import org.jspecify.annotations.NullMarked;
