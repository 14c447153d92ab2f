/** dive's figures and CI rules, by the same formulas, so that numbers and files of rules carry over. */
@NullMarked
package dev.slipway.inspect.dive;

import org.jspecify.annotations.NullMarked;
