package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.Span;

/**
 * A {@code --name=value} at the head of an instruction's arguments, quotes and escapes already removed.
 *
 * @param text with the dashes
 * @param positions for each character of {@code text}, where it stands in the logical line
 * @param slice the flag as written
 */
public record RawFlag(String text, int[] positions, Slice slice) {
    /** The source range of {@code [start, end)} of {@link #text}. */
    public Span span(int start, int end) {
        if (start >= positions.length) {
            return slice.line().span(slice.end(), slice.end());
        }
        return slice.line().span(positions[start], end > start ? positions[end - 1] + 1 : positions[start]);
    }
}
