package dev.slipway.serve.scripted;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a {@link ScriptedEngine} answers.
 *
 * @param slots generations at once
 * @param pace time between two tokens of a generation, 0 for as fast as they are read
 * @param endAfter how many tokens end an answer with the end token, unless {@code ignore_eos}; none: the length ends it
 * @param contextLength most tokens of prompt and answer
 */
public record Script(int slots, Duration pace, OptionalInt endAfter, int contextLength) {
    public static final Script FAST = new Script(1024, Duration.ZERO, OptionalInt.empty(), 1 << 20);

    public Script withPace(Duration other) {
        return new Script(slots, other, endAfter, contextLength);
    }

    public Script withSlots(int other) {
        return new Script(other, pace, endAfter, contextLength);
    }

    public Script withEndAfter(int tokens) {
        return new Script(slots, pace, OptionalInt.of(tokens), contextLength);
    }
}
