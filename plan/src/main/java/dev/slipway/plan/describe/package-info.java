/**
 * What a Dockerfile offers, without building or resolving anything: {@link dev.slipway.plan.describe.Targets} and
 * {@link dev.slipway.plan.describe.Outline}, the data behind {@code --call}.
 */
@NullMarked
package dev.slipway.plan.describe;

import org.jspecify.annotations.NullMarked;
