package dev.slipway.dockerfile;

import java.util.List;
import java.util.Optional;

/**
 * One FROM and the instructions up to the next.
 *
 * @param index 0-based
 * @param instructions without the FROM
 */
public record Stage(int index, Instruction.From from, List<Instruction> instructions) {
    public Stage {
        instructions = List.copyOf(instructions);
    }

    /** The name after AS, in lower case. */
    public Optional<String> name() {
        return from.stageName().map(word -> word.text().toLowerCase(java.util.Locale.ROOT));
    }
}
