package dev.slipway.dockerfile;

/**
 * One value of an instruction as the user wrote it, after line continuations were joined and before quotes were
 * removed and variables expanded.
 *
 * @param text the raw text, quotes and escapes included
 * @param span where it stands
 */
public record Word(String text, Span span) {
    @Override
    public String toString() {
        return text;
    }
}
