/** Rules over a Dockerfile, its build context and its past builds; what they find and how it is filtered and printed. */
@NullMarked
package dev.slipway.advise.check;

import org.jspecify.annotations.NullMarked;
