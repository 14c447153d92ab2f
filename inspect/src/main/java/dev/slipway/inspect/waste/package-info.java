/** Bytes of an image that do nothing, each under one cause, with the layers that wrote and that hid them. */
@NullMarked
package dev.slipway.inspect.waste;

import org.jspecify.annotations.NullMarked;
