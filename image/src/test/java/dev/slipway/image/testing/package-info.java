/**
 * The test kit of the image module, for the tests of all modules: {@link dev.slipway.image.testing.RandomImages} makes
 * images, {@link dev.slipway.image.testing.ImageVerifier} judges them, {@link dev.slipway.image.testing.MemoryRegistry}
 * serves them.
 */
@NullMarked
package dev.slipway.image.testing;

import org.jspecify.annotations.NullMarked;
