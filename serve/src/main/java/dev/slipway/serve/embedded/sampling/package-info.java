/**
 * From a model's logits to the next token: {@link dev.slipway.serve.embedded.sampling.Sampler} for one answer, {@link
 * dev.slipway.serve.embedded.sampling.Logits} for what the model said at one place. Knows no runtime and no text.
 */
@NullMarked
package dev.slipway.serve.embedded.sampling;

import org.jspecify.annotations.NullMarked;
