/**
 * What makes a start fast and is no part of one: the run that the start-up cache is trained by, and the jars it is made
 * of. Entry types: {@link dev.slipway.cli.start.Training} (called by the launcher), {@link
 * dev.slipway.cli.start.PreparedJars} (called by the Maven build).
 */
@NullMarked
package dev.slipway.cli.start;

import org.jspecify.annotations.NullMarked;
