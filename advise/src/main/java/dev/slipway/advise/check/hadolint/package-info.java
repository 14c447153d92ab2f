/** Hadolint's rules about instructions and commands, under their ids. */
@NullMarked
package dev.slipway.advise.check.hadolint;

import org.jspecify.annotations.NullMarked;
