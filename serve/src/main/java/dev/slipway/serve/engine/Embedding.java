package dev.slipway.serve.engine;

import java.util.List;

/** A vector and how many tokens it was made of. */
public record Embedding(List<Float> values, int promptTokens) {
    public Embedding {
        values = List.copyOf(values);
    }
}
