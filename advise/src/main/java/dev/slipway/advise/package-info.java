/**
 * Judges Dockerfiles and builds: checks, explanations of reruns, replays of a git history. Stands on parsed Dockerfiles,
 * build graphs and build records; never runs a build.
 */
@NullMarked
package dev.slipway.advise;

import org.jspecify.annotations.NullMarked;
