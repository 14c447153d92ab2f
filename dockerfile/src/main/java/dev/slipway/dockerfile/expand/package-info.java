/**
 * Variable expansion and quote removal of instruction words (Dockerfile reference, Environment replacement). Entry
 * point: {@link dev.slipway.dockerfile.expand.WordExpander}.
 */
@NullMarked
package dev.slipway.dockerfile.expand;

import org.jspecify.annotations.NullMarked;
