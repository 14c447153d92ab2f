/**
 * The build record: what one build did, and its JSON form. Entry type: {@link dev.slipway.plan.record.BuildRecord}.
 */
@NullMarked
package dev.slipway.plan.record;

import org.jspecify.annotations.NullMarked;
