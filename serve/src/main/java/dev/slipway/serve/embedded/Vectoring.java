package dev.slipway.serve.embedded;

import dev.slipway.serve.embedded.schedule.TokenList;
import dev.slipway.serve.embedded.schedule.Work;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A text that becomes a vector of length 1: the mean of its tokens' vectors, or the first's or last's where the model says so. */
final class Vectoring implements Work {
    private final TokenList tokens;
    private final Pooling pooling;
    private final double[] sum;
    private final CompletableFuture<Embedding> result;

    /** Values of GGUF's {@code pooling_type}: 1, 2 and 3. */
    enum Pooling {
        MEAN,
        FIRST,
        LAST;

        static Pooling of(long type) {
            return type == 2 ? FIRST : type == 3 ? LAST : MEAN;
        }
    }

    Vectoring(int[] tokens, Pooling pooling, int width, CompletableFuture<Embedding> result) {
        this.tokens = new TokenList(tokens);
        this.pooling = pooling;
        this.result = result;
        sum = new double[width];
    }

    @Override
    public TokenList tokens() {
        return tokens;
    }

    @Override
    public boolean embeds() {
        return true;
    }

    @Override
    public int reusable() {
        return 0;
    }

    @Override
    public boolean wants(int position) {
        return pooling == Pooling.MEAN || pooling == Pooling.FIRST && position == 0;
    }

    @Override
    public void begin(int cached) {}

    @Override
    public void output(int position, float[] values) {
        boolean last = position == tokens.size() - 1;
        if (wants(position) || last && pooling == Pooling.LAST) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += values[i];
            }
        }
        if (last) {
            result.complete(new Embedding(normalized(), tokens.size()));
        }
    }

    @Override
    public boolean isDone() {
        return result.isDone();
    }

    @Override
    public boolean isGone() {
        return result.isDone();
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void fail(ServeException failure) {
        result.completeExceptionally(failure);
    }

    private List<Float> normalized() {
        double squares = 0;
        for (double value : sum) {
            squares += value * value;
        }
        List<Float> vector = new ArrayList<>(sum.length);
        for (double value : sum) {
            vector.add(squares == 0 ? 0f : (float) (value / Math.sqrt(squares)));
        }
        return vector;
    }
}
