/**
 * What the user asks for, as values: {@link dev.slipway.plan.request.BuildRequest}.
 */
@NullMarked
package dev.slipway.plan.request;

import org.jspecify.annotations.NullMarked;
