package dev.slipway.serve.embedded.sampling;

import java.util.Arrays;

/**
 * What a model says of the next token: a number for each token of the vocabulary, its probability being the softmax of all.
 * NaN (of damaged weights) counts as impossible. The array is the caller's, and is changed by the sampler.
 */
public final class Logits {
    private final float[] values;

    public Logits(float[] values) {
        this.values = values;
        for (int i = 0; i < values.length; i++) {
            if (Float.isNaN(values[i])) {
                values[i] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    public float[] values() {
        return values;
    }

    /** The most probable token; the lower number of equals; -1 when none is possible. */
    public int best() {
        int best = -1;
        for (int i = 0; i < values.length; i++) {
            if (values[i] > (best < 0 ? Float.NEGATIVE_INFINITY : values[best])) {
                best = i;
            }
        }
        return best;
    }

    /** The logarithm of the sum of all exponentials: a token's logprob is its value less this. */
    public double logSum() {
        int best = best();
        if (best < 0) {
            return Double.NaN;
        }
        double most = values[best];
        double sum = 0;
        for (float value : values) {
            sum += Math.exp(value - most);
        }
        return most + Math.log(sum);
    }

    /** The most probable tokens, best first, the lower number of equals first; impossible ones are left out. */
    public int[] top(int count) {
        int[] heap = new int[Math.min(count, values.length)];
        int size = 0;
        for (int token = 0; token < values.length; token++) {
            if (values[token] == Float.NEGATIVE_INFINITY) {
                continue;
            }
            if (size < heap.length) {
                heap[size] = token;
                up(heap, size++);
            } else if (size > 0 && worse(heap[0], token)) {
                heap[0] = token;
                down(heap, size, 0);
            }
        }
        for (int left = size - 1; left > 0; left--) {
            int worst = heap[0];
            heap[0] = heap[left];
            heap[left] = worst;
            down(heap, left, 0);
        }
        return Arrays.copyOf(heap, size);
    }

    private boolean worse(int left, int right) {
        return values[left] < values[right] || values[left] == values[right] && left > right;
    }

    private void up(int[] heap, int at) {
        for (int child = at; child > 0; ) {
            int parent = (child - 1) / 2;
            if (!worse(heap[child], heap[parent])) {
                return;
            }
            swap(heap, child, parent);
            child = parent;
        }
    }

    private void down(int[] heap, int size, int at) {
        for (int parent = at; ; ) {
            int child = 2 * parent + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && worse(heap[child + 1], heap[child])) {
                child++;
            }
            if (!worse(heap[child], heap[parent])) {
                return;
            }
            swap(heap, child, parent);
            parent = child;
        }
    }

    private static void swap(int[] heap, int left, int right) {
        int kept = heap[left];
        heap[left] = heap[right];
        heap[right] = kept;
    }
}
