/**
 * What a driver tells while it builds: {@link dev.slipway.plan.progress.BuildEvent}. Both drivers emit these; the
 * progress display and the build record consume them.
 */
@NullMarked
package dev.slipway.plan.progress;

import org.jspecify.annotations.NullMarked;
