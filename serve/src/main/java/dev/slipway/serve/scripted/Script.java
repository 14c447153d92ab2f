package dev.slipway.serve.scripted;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a {@link ScriptedEngine} answers.
 *
 * @param slots generations at once
 * @param text what tokens are
 * @param pace time between two tokens of a generation, 0 for as fast as they are read; all that run get theirs in the
 *     same step, as from an engine that computes them together
 * @param endAfter how many tokens end an answer with the end token, unless {@code ignore_eos}; none: the length ends it
 * @param contextLength most tokens of prompt and answer
 */
public record Script(int slots, Text text, Duration pace, OptionalInt endAfter, int contextLength) {
    public static final Script FAST = new Script(1024, Text.WORDS, Duration.ZERO, OptionalInt.empty(), 1 << 20);

    private static final Pattern NAME = Pattern.compile("(words|clock)(?::([1-9][0-9]{0,5}))?");

    /** What a token's text is. */
    public enum Text {
        /** A letter. */
        WORDS,
        /**
         * When it was due, in nanoseconds of {@code System.nanoTime} (Linux: CLOCK_MONOTONIC, which other processes see
         * too): what arrives later than that was on its way.
         */
        CLOCK
    }

    /** {@code words} or {@code clock}, and after a colon how many tokens a second; none for anything else. */
    public static Optional<Script> named(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Duration pace = parts.group(2) == null
                ? Duration.ZERO
                : Duration.ofNanos(1_000_000_000 / Integer.parseInt(parts.group(2)));
        Text text = Text.valueOf(parts.group(1).toUpperCase(Locale.ROOT));
        return Optional.of(new Script(FAST.slots, text, pace, FAST.endAfter, FAST.contextLength));
    }

    public Script withPace(Duration other) {
        return new Script(slots, text, other, endAfter, contextLength);
    }

    public Script withSlots(int other) {
        return new Script(other, text, pace, endAfter, contextLength);
    }

    public Script withEndAfter(int tokens) {
        return new Script(slots, text, pace, OptionalInt.of(tokens), contextLength);
    }
}
