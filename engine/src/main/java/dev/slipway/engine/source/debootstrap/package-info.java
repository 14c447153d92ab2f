/**
 * Base images made from a Debian-family distribution's packages with mmdebstrap, for machines that reach no registry.
 * Entry type: {@link dev.slipway.engine.source.debootstrap.DebianImages}.
 */
@NullMarked
package dev.slipway.engine.source.debootstrap;

import org.jspecify.annotations.NullMarked;
