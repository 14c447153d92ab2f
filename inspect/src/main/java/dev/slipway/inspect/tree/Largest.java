package dev.slipway.inspect.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the numbers with the largest weights; of equal weights the smaller numbers. */
public final class Largest {
    private record Weighed(int number, long weight) {}

    private static final Comparator<Weighed> ORDER =
            Comparator.comparingLong(Weighed::weight).thenComparing(Weighed::number, Comparator.reverseOrder());

    private final int limit;
    private final PriorityQueue<Weighed> kept = new PriorityQueue<>(ORDER);

    public Largest(int limit) {
        this.limit = limit;
    }

    public void offer(int number, long weight) {
        if (kept.size() == limit) {
            Weighed least = kept.element();
            if (weight < least.weight || weight == least.weight && number > least.number) {
                return;
            }
            kept.remove();
        }
        kept.add(new Weighed(number, weight));
    }

    public List<Integer> descending() {
        List<Weighed> sorted = new ArrayList<>(kept);
        sorted.sort(ORDER.reversed());
        return sorted.stream().map(Weighed::number).toList();
    }
}
