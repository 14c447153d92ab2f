/**
 * Whatever layers a build makes, the root file system is the same: scenarios of images, a context and a Dockerfile are
 * built in every {@link dev.slipway.engine.layering.BuildVariant} and read in several ways, entry by entry.
 *
 * <p>{@link dev.slipway.engine.layering.RandomLayeringTest} makes scenarios at random, {@code LayeringRulesTest} states
 * single rules. How single copies behave is tested in {@code engine.file}.
 */
@org.jspecify.annotations.NullMarked
package dev.slipway.engine.layering;
