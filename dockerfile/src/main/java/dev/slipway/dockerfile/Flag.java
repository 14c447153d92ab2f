package dev.slipway.dockerfile;

import java.util.Optional;

/**
 * A flag of an instruction, such as {@code --from=build} or {@code --link}. Quotes and escapes of a flag are already
 * removed once, before any expansion, as the reference builder does; its spans are those of the text as written.
 *
 * @param name without the dashes
 * @param value what stands after {@code =}; empty for a bare flag
 * @param span the whole flag
 */
public record Flag(String name, Optional<Word> value, Span span) {}
