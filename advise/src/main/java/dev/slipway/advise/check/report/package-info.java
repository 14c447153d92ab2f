/** Findings as text for people and as files for other programs. */
@NullMarked
package dev.slipway.advise.check.report;

import org.jspecify.annotations.NullMarked;
