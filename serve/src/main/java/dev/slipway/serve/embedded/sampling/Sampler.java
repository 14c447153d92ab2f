package dev.slipway.serve.embedded.sampling;

import dev.slipway.serve.engine.SamplingParams.Choice;
import dev.slipway.serve.engine.SamplingParams.Penalties;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Chooses one answer's tokens. In this order: penalties, filter, temperature, top_k, top_p, min_p, then a draw; greedy takes
 * the best after the filter. Equal seeds and logits give equal tokens.
 *
 * <p>The repetition penalty counts prompt and answer (a logit over 0 is divided by it, one below multiplied); frequency and
 * presence count the answer alone, as OpenAI's reference has them.
 */
public final class Sampler {
    /** Enough for nearly every top_p; when it is not, all tokens are sorted. */
    private static final int FIRST_CANDIDATES = 1024;

    private final Choice choice;
    private final Penalties penalties;
    private final SplittableRandom random;
    private final Set<Integer> seen = new HashSet<>();
    private final Map<Integer, Integer> counts = new HashMap<>();

    public Sampler(Choice choice, Penalties penalties, long seed) {
        this.choice = choice;
        this.penalties = penalties;
        random = new SplittableRandom(seed);
    }

    /** Tokens that were there before: the prompt's. */
    public void before(int[] tokens) {
        if (penalties.repetition() != 1) {
            for (int token : tokens) {
                seen.add(token);
            }
        }
    }

    /** Tokens that this answer had before it was interrupted; what follows is as if it had not been. */
    public void resume(int[] tokens) {
        for (int token : tokens) {
            count(token);
            if (!choice.isGreedy()) {
                random.nextDouble();
            }
        }
    }

    /** The next token, which the answer now counts; -1 when none is possible. Changes the logits. */
    public int next(Logits logits, TokenFilter filter) {
        penalize(logits.values());
        filter.apply(logits.values());
        int token = choice.isGreedy() ? logits.best() : draw(logits);
        if (token >= 0) {
            count(token);
        }
        return token;
    }

    private void count(int token) {
        seen.add(token);
        counts.merge(token, 1, Integer::sum);
    }

    private void penalize(float[] values) {
        if (penalties.repetition() != 1) {
            for (int token : seen) {
                float value = values[token];
                values[token] = (float) (value > 0 ? value / penalties.repetition() : value * penalties.repetition());
            }
        }
        if (penalties.frequency() != 0 || penalties.presence() != 0) {
            counts.forEach(
                    (token, count) -> values[token] -= (float) (penalties.frequency() * count + penalties.presence()));
        }
    }

    private int draw(Logits logits) {
        float[] values = logits.values();
        int best = logits.best();
        if (best < 0) {
            return -1;
        }
        double scale = Math.max(choice.temperature(), 1e-5);
        if (choice.topK() == -1 && choice.topP() == 1) {
            return drawFromAll(values, best, scale);
        }
        double total = choice.topP() == 1 ? 0 : weightOfAll(values, values[best], scale);
        int limit = choice.topK() == -1 ? values.length : Math.min(choice.topK(), values.length);
        int[] candidates = logits.top(Math.min(limit, FIRST_CANDIDATES));
        if (candidates.length < limit && !reachTopP(candidates, values, scale, total)) {
            candidates = logits.top(limit);
        }
        return drawFrom(candidates, values, scale);
    }

    private boolean reachTopP(int[] candidates, float[] values, double scale, double total) {
        double sum = 0;
        for (int token : candidates) {
            sum += weight(values[token], values[candidates[0]], scale);
        }
        // With top_k, top_p counts within the k best: less than all, so this asks for more than needed.
        return choice.topP() < 1 && sum >= choice.topP() * total;
    }

    private int drawFromAll(float[] values, int best, double scale) {
        double least = choice.minP();
        double sum = 0;
        for (float value : values) {
            double weight = weight(value, values[best], scale);
            sum += weight >= least ? weight : 0;
        }
        double left = random.nextDouble() * sum;
        for (int token = 0; token < values.length; token++) {
            double weight = weight(values[token], values[best], scale);
            left -= weight >= least ? weight : 0;
            if (left < 0) {
                return token;
            }
        }
        return best;
    }

    /** Candidates are sorted, best first. */
    private int drawFrom(int[] candidates, float[] values, double scale) {
        float best = values[candidates[0]];
        double total = 0;
        for (int token : candidates) {
            total += weight(values[token], best, scale);
        }
        int kept = 0;
        double sum = 0;
        while (kept < candidates.length && (kept == 0 || sum < choice.topP() * total)) {
            double weight = weight(values[candidates[kept]], best, scale);
            if (weight < choice.minP()) {
                break;
            }
            sum += weight;
            kept++;
        }
        double left = random.nextDouble() * sum;
        for (int i = 0; i < kept; i++) {
            left -= weight(values[candidates[i]], best, scale);
            if (left < 0) {
                return candidates[i];
            }
        }
        return candidates[0];
    }

    private static double weightOfAll(float[] values, float best, double scale) {
        double sum = 0;
        for (float value : values) {
            sum += weight(value, best, scale);
        }
        return sum;
    }

    /** A token's probability as a part of the best one's. */
    private static double weight(float value, float best, double scale) {
        return Math.exp((value - best) / scale);
    }
}
