/** BuildKit's build checks under their own names (Docker documentation, Build checks). */
@NullMarked
package dev.slipway.advise.check.buildkit;

import org.jspecify.annotations.NullMarked;
