/**
 * RUN: an overlay mount, an OCI bundle and a runtime process. Entry type: {@code Sandbox}.
 */
@NullMarked
package dev.slipway.engine.sandbox;

import org.jspecify.annotations.NullMarked;
