/** From an image's layers back to the instructions, and their lines, that made them. */
@NullMarked
package dev.slipway.inspect.source;

import org.jspecify.annotations.NullMarked;
