/**
 * Text to a lossless, typed Dockerfile and back. Entry point: {@link dev.slipway.dockerfile.Dockerfile#parse}.
 *
 * <p>The typed instructions keep every value as the user wrote it ({@link dev.slipway.dockerfile.Word});
 * {@code dev.slipway.dockerfile.expand} replaces variables, {@code dev.slipway.dockerfile.syntax} holds the
 * token tree whose text is the input, {@code dev.slipway.dockerfile.ignore} matches ignore files. No I/O and no
 * knowledge of images or builds belongs here.
 */
@NullMarked
package dev.slipway.dockerfile;

import org.jspecify.annotations.NullMarked;
