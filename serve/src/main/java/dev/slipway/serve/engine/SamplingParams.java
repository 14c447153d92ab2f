package dev.slipway.serve.engine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the next token is chosen and when generation ends, with SGLang's names, bounds and defaults in its messages.
 *
 * @param n how many answers, 1 to 128
 * @param seed the same seed, prompt and parameters give the same answer on the same engine and model
 */
public record SamplingParams(
        Choice choice, Penalties penalties, Ending ending, int n, Optional<Constraint> constraint, OptionalLong seed) {
    public static final SamplingParams DEFAULT = new SamplingParams(
            Choice.DEFAULT, Penalties.NONE, Ending.DEFAULT, 1, Optional.empty(), OptionalLong.empty());

    public SamplingParams {
        if (n < 1 || n > 128) {
            throw ServeException.invalid("n: " + n + " (expected: 1 to 128)");
        }
    }

    public SamplingParams withEnding(Ending other) {
        return new SamplingParams(choice, penalties, other, n, constraint, seed);
    }

    /**
     * @param temperature 0 and more; 0 takes the most probable token
     * @param topP over 0, up to 1
     * @param topK 1 and more, or -1 for all tokens
     * @param minP 0 to 1
     */
    public record Choice(double temperature, double topP, int topK, double minP) {
        public static final Choice DEFAULT = new Choice(1, 1, -1, 0);

        public Choice {
            Bounds.within("temperature", temperature, 0, Double.MAX_VALUE, "0 or more");
            Bounds.within("top_p", topP, Double.MIN_VALUE, 1, "over 0, up to 1");
            Bounds.within("min_p", minP, 0, 1, "0 to 1");
            if (topK != -1 && topK < 1) {
                throw ServeException.invalid("top_k: " + topK + " (expected: 1 or more, or -1 for all tokens)");
            }
        }

        /** Whether the most probable token is always taken. */
        public boolean isGreedy() {
            return temperature == 0 || topK == 1;
        }
    }

    /**
     * @param frequency -2 to 2
     * @param presence -2 to 2
     * @param repetition over 0, up to 2; 1 changes nothing
     */
    public record Penalties(double frequency, double presence, double repetition) {
        public static final Penalties NONE = new Penalties(0, 0, 1);

        public Penalties {
            Bounds.within("frequency_penalty", frequency, -2, 2, "-2 to 2");
            Bounds.within("presence_penalty", presence, -2, 2, "-2 to 2");
            Bounds.within("repetition_penalty", repetition, Double.MIN_VALUE, 2, "over 0, up to 2");
        }
    }

    /**
     * @param maxNewTokens 0 and more; {@link #UNLIMITED} for as many as the context has room for
     * @param minNewTokens neither the end token nor a stop ends the answer before that many tokens
     * @param stop texts that end the answer and are left out of it
     * @param stopTokenIds tokens that end the answer
     * @param ignoreEos whether the model's end token is only another token
     */
    public record Ending(
            int maxNewTokens, int minNewTokens, List<String> stop, List<Integer> stopTokenIds, boolean ignoreEos) {
        public static final int UNLIMITED = Integer.MAX_VALUE;
        public static final Ending DEFAULT = new Ending(128, 0, List.of(), List.of(), false);

        public boolean isUnlimited() {
            return maxNewTokens == UNLIMITED;
        }

        public Ending {
            stop = List.copyOf(stop);
            stopTokenIds = List.copyOf(stopTokenIds);
            if (maxNewTokens < 0) {
                throw ServeException.invalid("max_new_tokens: " + maxNewTokens + " (expected: 0 or more)");
            }
            if (minNewTokens < 0 || minNewTokens > maxNewTokens) {
                throw ServeException.invalid(
                        "min_new_tokens: " + minNewTokens + " (expected: 0 to max_new_tokens, " + maxNewTokens + ")");
            }
            if (stop.stream().anyMatch(String::isEmpty)) {
                throw ServeException.invalid("stop: \"\" (expected: a text that is not empty)");
            }
            stopTokenIds.forEach(id -> {
                if (id < 0) {
                    throw ServeException.invalid("stop_token_ids: " + id + " (expected: 0 or more)");
                }
            });
        }
    }

    /** What an answer must look like. */
    public sealed interface Constraint {
        /** A JSON text that this JSON schema allows. */
        record JsonSchema(String schema) implements Constraint {}

        /** A text that this regular expression matches as a whole. */
        record Regex(String pattern) implements Constraint {}
    }
}
