package dev.slipway.serve.embedded.text;

import java.util.List;
import java.util.Optional;

/**
 * The text of one answer as it grows. What may be the begin of a stop text is kept back until it is known; a stop text that
 * is found ends the answer and is not released, wherever the borders of tokens lie.
 */
public final class AnswerText {
    private final List<String> stops;
    private final Utf8Characters characters = new Utf8Characters();
    private final StringBuilder kept = new StringBuilder();

    public AnswerText(List<String> stops) {
        this.stops = List.copyOf(stops);
    }

    /** @param stop the stop text that was found behind {@code text} */
    public record Released(String text, Optional<String> stop) {}

    /** @param stopping whether stop texts count already; before, they are text like any other */
    public Released add(byte[] piece, boolean stopping) {
        kept.append(characters.add(piece));
        if (!stopping || stops.isEmpty()) {
            return new Released(take(kept.length()), Optional.empty());
        }
        Optional<String> first = first();
        if (first.isPresent()) {
            return new Released(take(kept.indexOf(first.get())), first);
        }
        return new Released(take(kept.length() - possibleBegin()), Optional.empty());
    }

    /** What was kept back, when the answer ended otherwise. */
    public String end() {
        kept.append(characters.end());
        return take(kept.length());
    }

    private String take(int length) {
        String text = kept.substring(0, length);
        kept.delete(0, length);
        return text;
    }

    /** The stop text that begins first; the longest of those. */
    private Optional<String> first() {
        String found = null;
        int at = Integer.MAX_VALUE;
        for (String stop : stops) {
            int begin = kept.indexOf(stop);
            if (begin >= 0 && (begin < at || begin == at && stop.length() > found.length())) {
                found = stop;
                at = begin;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Length of the longest end of the text that a stop text begins with. */
    private int possibleBegin() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, kept.length()); length > longest; length--) {
                if (stop.startsWith(kept.substring(kept.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
