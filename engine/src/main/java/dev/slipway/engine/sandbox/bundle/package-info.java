/**
 * The OCI bundle of a step as values, its {@code config.json}, and the runtime that takes it (OCI runtime-spec 1.0.2).
 * Entry type: {@link dev.slipway.engine.sandbox.bundle.SpecWriter}. Nothing here mounts or starts anything.
 */
@NullMarked
package dev.slipway.engine.sandbox.bundle;

import org.jspecify.annotations.NullMarked;
