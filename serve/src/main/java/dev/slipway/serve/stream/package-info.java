/**
 * Answers that come in pieces, as HTTP responses: {@link dev.slipway.serve.stream.StreamedResponse} writes them under any
 * {@link dev.slipway.serve.stream.Framing}, and {@link dev.slipway.serve.stream.Departure} tells when a caller leaves.
 * What the pieces say, and the framings of the protocols, are elsewhere.
 */
@NullMarked
package dev.slipway.serve.stream;

import org.jspecify.annotations.NullMarked;
