package dev.slipway.serve.embedded.constraint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What texts may look like, byte for byte. */
sealed interface Pattern {
    Pattern EMPTY = new Sequence(List.of());

    /** One byte between these two, both included. */
    record Bytes(int least, int most) implements Pattern {}

    record Sequence(List<Pattern> parts) implements Pattern {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** One of these; none of them when empty. */
    record Choice(List<Pattern> options) implements Pattern {
        public Choice {
            options = List.copyOf(options);
        }
    }

    /** @param most -1 for any number */
    record Repeat(Pattern part, int least, int most) implements Pattern {}

    /** What the rule of this name says; rules may name themselves. */
    record Rule(String name) implements Pattern {}

    static Pattern text(String text) {
        List<Pattern> bytes = new ArrayList<>();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(new Bytes(b & 0xff, b & 0xff));
        }
        return new Sequence(bytes);
    }

    static Pattern all(Pattern... parts) {
        return new Sequence(List.of(parts));
    }

    static Pattern any(Pattern... options) {
        return new Choice(List.of(options));
    }

    static Pattern optional(Pattern part) {
        return new Repeat(part, 0, 1);
    }
}
