package dev.slipway.serve.embedded.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.serve.engine.SamplingParams.Choice;
import dev.slipway.serve.engine.SamplingParams.Penalties;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final TokenFilter ALL = logits -> {};

    /** Logits of these probabilities. */
    private static Logits logits(double... probabilities) {
        float[] values = new float[probabilities.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.log(probabilities[i]);
        }
        return new Logits(values);
    }

    private static TreeMap<Integer, Integer> draws(Choice choice, double... probabilities) {
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        for (int seed = 0; seed < 4000; seed++) {
            counts.merge(
                    new Sampler(choice, Penalties.NONE, seed * 7919L).next(logits(probabilities), ALL),
                    1,
                    Integer::sum);
        }
        return counts;
    }

    @Test
    void draws_followTheDistribution() {
        TreeMap<Integer, Integer> counts = draws(new Choice(1, 1, -1, 0), 0.5, 0.3, 0.15, 0.05);
        assertThat(counts.get(0) / 4000.0).isEqualTo(0.5, within(0.03));
        assertThat(counts.get(3) / 4000.0).isEqualTo(0.05, within(0.02));
        TreeMap<Integer, Integer> cold = draws(new Choice(0.5, 1, -1, 0), 0.5, 0.3, 0.15, 0.05);
        assertThat(cold.get(0) / 4000.0).isEqualTo(0.25 / (0.25 + 0.09 + 0.0225 + 0.0025), within(0.03));
    }

    @Test
    void topK_topP_minP_cutTheTail() {
        assertThat(draws(new Choice(1, 1, 2, 0), 0.1, 0.5, 0.3, 0.1)).containsOnlyKeys(1, 2);
        assertThat(draws(new Choice(1, 0.79, -1, 0), 0.1, 0.5, 0.3, 0.1)).containsOnlyKeys(1, 2);
        assertThat(draws(new Choice(1, 0.4, -1, 0), 0.1, 0.5, 0.3, 0.1)).containsOnlyKeys(1);
        assertThat(draws(new Choice(1, 1, -1, 0.5), 0.1, 0.5, 0.3, 0.1)).containsOnlyKeys(1, 2);
        assertThat(draws(new Choice(1, 0.9, 3, 0.3), 0.1, 0.5, 0.3, 0.1)).containsOnlyKeys(1, 2);
    }

    @Test
    void wideTopP_ofALargeVocabulary_reachesBeyondTheFirstCandidates() {
        double[] even = new double[5000];
        java.util.Arrays.fill(even, 1.0 / 5000);
        IntStream draws = IntStream.range(0, 50)
                .map(seed ->
                        new Sampler(new Choice(1, 0.999, -1, 0), Penalties.NONE, seed * 7919L).next(logits(even), ALL));
        assertThat(draws.max().orElseThrow()).isGreaterThan(3000);
    }

    @Test
    void greedy_takesTheBest_andTheLowerOfEquals() {
        Sampler greedy = new Sampler(new Choice(0, 1, -1, 0), Penalties.NONE, 0);
        assertThat(greedy.next(logits(0.2, 0.4, 0.4), ALL)).isEqualTo(1);
        assertThat(greedy.next(logits(0.2, 0.4, 0.4), values -> values[1] = Float.NEGATIVE_INFINITY))
                .isEqualTo(2);
    }

    @Test
    void penalties_countWhatWasThere() {
        Choice greedy = new Choice(0, 1, -1, 0);
        Sampler presence = new Sampler(greedy, new Penalties(0, 1, 1), 0);
        assertThat(IntStream.range(0, 3)
                        .map(i -> presence.next(new Logits(new float[] {1.5f, 1, 0.2f}), ALL))
                        .toArray())
                .containsExactly(0, 1, 0);
        Sampler frequency = new Sampler(greedy, new Penalties(0.6, 0, 1), 0);
        assertThat(IntStream.range(0, 4)
                        .map(i -> frequency.next(new Logits(new float[] {1.5f, 1, 0.2f}), ALL))
                        .toArray())
                .containsExactly(0, 1, 0, 1);
        Sampler repetition = new Sampler(greedy, new Penalties(0, 0, 2), 0);
        repetition.before(new int[] {0});
        assertThat(repetition.next(new Logits(new float[] {1.5f, 1, -1}), ALL)).isEqualTo(1);
    }

    @Test
    void impossibleNumbers_areNeverTaken() {
        for (Choice choice :
                new Choice[] {new Choice(0, 1, -1, 0), new Choice(1, 1, -1, 0), new Choice(1, 0.5, 2, 0.1)}) {
            Sampler sampler = new Sampler(choice, Penalties.NONE, 1);
            assertThat(sampler.next(new Logits(new float[] {Float.NaN, 1, Float.NEGATIVE_INFINITY}), ALL))
                    .isEqualTo(1);
            assertThat(sampler.next(new Logits(new float[] {Float.NaN, Float.NaN}), ALL))
                    .isEqualTo(-1);
        }
    }

    @Test
    void top_isSorted() {
        float[] values = new float[300];
        Random random = new Random(5);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(50);
        }
        int[] expected = IntStream.range(0, 300)
                .boxed()
                .sorted((left, right) ->
                        values[left] != values[right] ? Float.compare(values[right], values[left]) : left - right)
                .limit(40)
                .mapToInt(Integer::intValue)
                .toArray();
        assertThat(new Logits(values).top(40)).containsExactly(expected);
    }

    @Test
    void resumedSampler_drawsAsIfItHadNotStopped() {
        Choice choice = new Choice(1, 1, -1, 0);
        Sampler whole = new Sampler(choice, Penalties.NONE, 3);
        int[] all = IntStream.range(0, 20)
                .map(i -> whole.next(logits(0.25, 0.25, 0.25, 0.25), ALL))
                .toArray();
        Sampler rest = new Sampler(choice, Penalties.NONE, 3);
        rest.resume(java.util.Arrays.copyOf(all, 8));
        assertThat(IntStream.range(0, 12)
                        .map(i -> rest.next(logits(0.25, 0.25, 0.25, 0.25), ALL))
                        .toArray())
                .containsExactly(java.util.Arrays.copyOfRange(all, 8, 20));
    }
}
