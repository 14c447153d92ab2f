package dev.slipway.serve.openai;

import java.util.Arrays;

/** {@code exp(x_i) / sum(exp(x_j))}, also for large and for very negative values. */
final class Softmax {
    private Softmax() {}

    static double[] of(double[] logits) {
        double most = Arrays.stream(logits).max().orElse(0);
        double[] result =
                Arrays.stream(logits).map(each -> Math.exp(each - most)).toArray();
        double sum = Arrays.stream(result).sum();
        return Arrays.stream(result).map(each -> each / sum).toArray();
    }
}
