/** What is said of an image: layers with their instructions, tops, packages, the difference of two images, JSON. */
@NullMarked
package dev.slipway.inspect.report;

import org.jspecify.annotations.NullMarked;
