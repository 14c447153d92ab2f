package dev.slipway.dockerfile;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Did-you-mean: the known word that a mistyped one is nearest to. */
public final class Suggestion {
    private static final int LIMIT = 2;

    private Suggestion() {}

    /**
     * The candidate within edit distance 2 of {@code word}, letter case ignored; the first of several equally near
     * ones. Empty when nothing is near, or when so much of the word would change that the guess says nothing.
     */
    public static Optional<String> closest(String word, Collection<String> candidates) {
        String wanted = word.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Math.min(LIMIT, wanted.length() - 1) + 1;
        for (String candidate : candidates) {
            if (candidate.equals(word)) {
                continue;
            }
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance && distance < candidate.length()) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code use "COPY"}, the hint of a message, when {@link #closest} finds something. */
    public static Optional<String> hint(String word, Collection<String> candidates) {
        return closest(word, candidates).map(found -> "use \"" + found + "\"");
    }

    /** Edits (insert, delete, replace, swap of neighbours), counted up to the limit and one more. */
    static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > LIMIT) {
            return LIMIT + 1;
        }
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int cost = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost = Math.min(cost, beforePrevious[j - 2] + 1);
                }
                current[j] = cost;
            }
            int[] spare = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }
}
