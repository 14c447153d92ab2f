package dev.slipway.serve.upstream.dialect;

import java.util.List;
import java.util.Optional;

/**
 * Keeps back the end of a text while it may be the beginning of a stop text. SGLang streams such a beginning and takes
 * it back when the rest of the stop came, which a reader of deltas could not.
 */
final class StopHold {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();

    StopHold(List<String> stops) {
        this.stops = stops;
    }

    /** What can be told now. */
    String add(String text) {
        if (stops.isEmpty()) {
            return text;
        }
        held.append(text);
        int from = beginning(stops);
        String told = held.substring(0, from);
        held.delete(0, from);
        return told;
    }

    /** What is left at the end; without the beginning of the stop text that ended the answer, if one did. */
    String end(Optional<String> stop) {
        String rest =
                held.substring(0, stop.map(each -> beginning(List.of(each))).orElse(held.length()));
        held.setLength(0);
        return rest;
    }

    private int beginning(List<String> of) {
        int from = held.length();
        for (String stop : of) {
            for (int start = Math.max(0, held.length() - stop.length()); start < from; start++) {
                if (stop.startsWith(held.substring(start))) {
                    from = start;
                }
            }
        }
        return from;
    }
}
