package dev.slipway.serve.tinymodel;

import java.util.Random;

/**
 * A Llama-architecture network whose inner layers are random and whose output layer is trained: what the random layers make
 * of a text is a fixed function of all tokens so far, and a softmax regression on it learns which token follows.
 *
 * <p>Weights are 32-bit, one matrix of {@code out x in} row by row per layer; rotary positions turn neighbouring pairs (the
 * order that llama.cpp calls "norm"). {@link #logits} is an independent reference for what a runtime computes.
 */
final class TinyNetwork {
    static final int WIDTH = 64;
    static final int HEADS = 4;
    static final int KV_HEADS = 2;
    static final int HIDDEN = 128;
    static final int LAYERS = 2;
    static final float EPSILON = 1e-5f;
    static final float ROPE_BASE = 10_000f;
    private static final int HEAD = WIDTH / HEADS;
    private static final int KV_WIDTH = HEAD * KV_HEADS;

    final int vocabulary;
    final float[] embeddings;
    final float[] output;
    final Layer[] layers = new Layer[LAYERS];

    record Layer(
            float[] query, float[] key, float[] value, float[] attention, float[] gate, float[] up, float[] down) {}

    TinyNetwork(int vocabulary, long seed) {
        Random random = new Random(seed);
        this.vocabulary = vocabulary;
        embeddings = matrix(random, vocabulary, WIDTH, 1);
        output = new float[vocabulary * WIDTH];
        double in = 1 / StrictMath.sqrt(WIDTH);
        for (int i = 0; i < LAYERS; i++) {
            layers[i] = new Layer(
                    matrix(random, WIDTH, WIDTH, 2 * in),
                    matrix(random, KV_WIDTH, WIDTH, 2 * in),
                    matrix(random, KV_WIDTH, WIDTH, in),
                    matrix(random, WIDTH, WIDTH, in),
                    matrix(random, HIDDEN, WIDTH, in),
                    matrix(random, HIDDEN, WIDTH, in),
                    matrix(random, WIDTH, HIDDEN, 1 / StrictMath.sqrt(HIDDEN)));
        }
    }

    /** Trains the output layer on sequences of tokens; each token but the first of a sequence is a lesson. */
    void train(int[][] sequences, int epochs) {
        float[][][] states = new float[sequences.length][][];
        for (int i = 0; i < sequences.length; i++) {
            states[i] = states(sequences[i]);
        }
        float[] squares = new float[output.length];
        for (int epoch = 0; epoch < epochs; epoch++) {
            float rate = 0.2f * (epochs - epoch) / epochs;
            for (int i = 0; i < sequences.length; i++) {
                for (int at = 0; at + 1 < sequences[i].length; at++) {
                    lesson(states[i][at], sequences[i][at + 1], rate, squares);
                }
            }
        }
    }

    /** The logits after each token of the sequence. */
    float[][] logits(int[] tokens) {
        float[][] states = states(tokens);
        float[][] logits = new float[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            logits[i] = times(output, states[i]);
        }
        return logits;
    }

    /** One step of AdaGrad. */
    private void lesson(float[] state, int next, float rate, float[] squares) {
        float[] probabilities = softmax(times(output, state));
        for (int token = 0; token < vocabulary; token++) {
            float error = probabilities[token] - (token == next ? 1 : 0);
            if (Math.abs(error) < 1e-4f) {
                continue;
            }
            for (int i = 0, at = token * WIDTH; i < WIDTH; i++, at++) {
                float gradient = error * state[i];
                squares[at] += gradient * gradient;
                output[at] -= rate * gradient / ((float) Math.sqrt(squares[at]) + 1e-6f);
            }
        }
    }

    private float[][] states(int[] tokens) {
        float[][] states = new float[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            states[i] = new float[WIDTH];
            System.arraycopy(embeddings, tokens[i] * WIDTH, states[i], 0, WIDTH);
        }
        for (Layer layer : layers) {
            attend(layer, states);
            for (float[] state : states) {
                feed(layer, state);
            }
        }
        for (int i = 0; i < states.length; i++) {
            states[i] = normal(states[i]);
        }
        return states;
    }

    private static void attend(Layer layer, float[][] states) {
        float[][] keys = new float[states.length][];
        float[][] values = new float[states.length][];
        for (int at = 0; at < states.length; at++) {
            float[] normal = normal(states[at]);
            float[] query = times(layer.query(), normal);
            keys[at] = times(layer.key(), normal);
            values[at] = times(layer.value(), normal);
            rotate(query, at);
            rotate(keys[at], at);
            float[] mixed = new float[WIDTH];
            for (int head = 0; head < HEADS; head++) {
                mix(query, keys, values, at, head, mixed);
            }
            add(states[at], times(layer.attention(), mixed));
        }
    }

    private static void mix(float[] query, float[][] keys, float[][] values, int at, int head, float[] mixed) {
        int from = head * HEAD;
        int kvFrom = head / (HEADS / KV_HEADS) * HEAD;
        float[] scores = new float[at + 1];
        for (int past = 0; past <= at; past++) {
            for (int i = 0; i < HEAD; i++) {
                scores[past] += query[from + i] * keys[past][kvFrom + i];
            }
            scores[past] /= (float) StrictMath.sqrt(HEAD);
        }
        scores = softmax(scores);
        for (int past = 0; past <= at; past++) {
            for (int i = 0; i < HEAD; i++) {
                mixed[from + i] += scores[past] * values[past][kvFrom + i];
            }
        }
    }

    private static void feed(Layer layer, float[] state) {
        float[] normal = normal(state);
        float[] gate = times(layer.gate(), normal);
        float[] up = times(layer.up(), normal);
        for (int i = 0; i < gate.length; i++) {
            gate[i] = (float) (gate[i] / (1 + StrictMath.exp(-gate[i])) * up[i]);
        }
        add(state, times(layer.down(), gate));
    }

    private static void rotate(float[] vector, int position) {
        for (int i = 0; i < vector.length; i += 2) {
            double angle = position * StrictMath.pow(ROPE_BASE, -(double) (i % HEAD) / HEAD);
            float cos = (float) StrictMath.cos(angle);
            float sin = (float) StrictMath.sin(angle);
            float first = vector[i];
            vector[i] = first * cos - vector[i + 1] * sin;
            vector[i + 1] = first * sin + vector[i + 1] * cos;
        }
    }

    private static float[] normal(float[] vector) {
        float squares = 0;
        for (float value : vector) {
            squares += value * value;
        }
        float scale = (float) (1 / StrictMath.sqrt(squares / vector.length + EPSILON));
        float[] normal = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            normal[i] = vector[i] * scale;
        }
        return normal;
    }

    private static float[] softmax(float[] values) {
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            most = Math.max(most, value);
        }
        float sum = 0;
        float[] made = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            made[i] = (float) StrictMath.exp(values[i] - most);
            sum += made[i];
        }
        for (int i = 0; i < made.length; i++) {
            made[i] /= sum;
        }
        return made;
    }

    private static float[] times(float[] matrix, float[] vector) {
        float[] made = new float[matrix.length / vector.length];
        for (int row = 0, at = 0; row < made.length; row++) {
            float sum = 0;
            for (float value : vector) {
                sum += matrix[at++] * value;
            }
            made[row] = sum;
        }
        return made;
    }

    private static void add(float[] to, float[] more) {
        for (int i = 0; i < to.length; i++) {
            to[i] += more[i];
        }
    }

    private static float[] matrix(Random random, int rows, int columns, double scale) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * scale);
        }
        return values;
    }
}
