/**
 * What makes a start fast: the runs that start-up caches are trained by, the jars they are made of, and what is loaded ahead.
 * Entry types: {@link dev.slipway.cli.start.Training} (called by the launcher), {@link
 * dev.slipway.cli.start.PreparedJars} (called by the Maven build), {@link dev.slipway.cli.start.Ahead}.
 */
@NullMarked
package dev.slipway.cli.start;

import org.jspecify.annotations.NullMarked;
