/** Slipway's own rules: what makes builds slow, images large or stages fail. {@code docs/rules} has a page for each. */
@NullMarked
package dev.slipway.advise.check.slipway;

import org.jspecify.annotations.NullMarked;
