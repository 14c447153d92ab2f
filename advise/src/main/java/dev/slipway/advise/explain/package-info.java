/**
 * What would run again after a change, what it would cost, and why the last build's steps ran. Entry types:
 * {@link dev.slipway.advise.explain.ChangeImpact} before a build, {@link dev.slipway.advise.explain.CauseChain} after
 * one. Nothing is fetched: base images are taken as names.
 */
@NullMarked
package dev.slipway.advise.explain;

import org.jspecify.annotations.NullMarked;
