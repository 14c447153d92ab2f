/**
 * RUN: mounts a step's root file system, writes an OCI bundle, runs the runtime's process and takes everything away
 * again. Entry type: {@link dev.slipway.engine.sandbox.RuncExecutor}. What a step's mounts show comes from the packages
 * of stores and file steps; this one only brings it to where the process sees it.
 */
@NullMarked
package dev.slipway.engine.sandbox;

import org.jspecify.annotations.NullMarked;
