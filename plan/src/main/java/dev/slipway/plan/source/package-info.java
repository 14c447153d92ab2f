/**
 * What planning needs from outside: {@link dev.slipway.plan.source.SourceAccess}.
 */
@NullMarked
package dev.slipway.plan.source;

import org.jspecify.annotations.NullMarked;
