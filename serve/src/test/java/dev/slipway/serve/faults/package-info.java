/**
 * What goes wrong around a running server, over real sockets: callers that leave without a word, and many that stay for
 * long. Faults of an upstream are {@code upstream}'s; malformed requests are {@code http}'s.
 */
@NullMarked
package dev.slipway.serve.faults;

import org.jspecify.annotations.NullMarked;
