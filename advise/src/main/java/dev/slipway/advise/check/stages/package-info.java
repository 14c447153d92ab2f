/**
 * A Dockerfile as Slipway's rules see it: each stage's steps with those of the stages it starts from, what their
 * commands install, and what is known of base images.
 */
@NullMarked
package dev.slipway.advise.check.stages;

import org.jspecify.annotations.NullMarked;
