/**
 * Instructions to operations: one lowering class for each instruction that does something, and
 * {@link dev.slipway.plan.lower.ConfigFold} for what instructions do to the image config. Entry point:
 * {@link dev.slipway.plan.lower.StageLowering}. Which stages are lowered is decided in {@code dev.slipway.plan.stage}.
 */
@NullMarked
package dev.slipway.plan.lower;

import org.jspecify.annotations.NullMarked;
