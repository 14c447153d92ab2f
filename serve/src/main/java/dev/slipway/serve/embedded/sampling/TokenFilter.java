package dev.slipway.serve.embedded.sampling;

/** Says which tokens may not come next: they get {@link Float#NEGATIVE_INFINITY}. */
@FunctionalInterface
public interface TokenFilter {
    void apply(float[] logits);
}
