package dev.slipway.serve.embedded.sampling;

/** Tokens that may not come next get {@link Float#NEGATIVE_INFINITY}. */
@FunctionalInterface
public interface TokenFilter {
    void apply(float[] logits);
}
