package dev.slipway.dockerfile.syntax;

import java.util.List;
import java.util.Locale;

/**
 * An instruction's line taken apart: {@code KEYWORD --flags arguments}.
 *
 * @param whole the trimmed line
 * @param keyword as written; empty only on an empty line
 * @param flags in order
 * @param arguments what follows, trimmed
 */
public record InstructionHead(Slice whole, Slice keyword, List<RawFlag> flags, Slice arguments) {
    public static InstructionHead of(Slice line, char escape) {
        Slice whole = line.trim();
        FlagScanner.Result flags = FlagScanner.scan(whole.tail(), escape);
        return new InstructionHead(whole, whole.head(), flags.flags(), flags.rest());
    }

    /** The keyword in capitals. */
    public String name() {
        return keyword.text().toUpperCase(Locale.ROOT);
    }
}
