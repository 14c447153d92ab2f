package dev.slipway.dockerfile;

/**
 * A range of a source text, from its first to its last character, both inclusive.
 *
 * <p>Lines and columns are 1-based; a column counts UTF-16 units from the line's start.
 *
 * @param startLine first line
 * @param startColumn column of the first character
 * @param endLine last line
 * @param endColumn column of the last character; {@code startColumn - 1} on the same line for an empty range
 */
public record Span(int startLine, int startColumn, int endLine, int endColumn) {
    public Span {
        if (startLine < 1 || startColumn < 1 || endLine < startLine || endColumn < 0) {
            throw new IllegalArgumentException("span: " + startLine + ":" + startColumn + "-" + endLine + ":"
                    + endColumn + " (expected: 1-based, start before end)");
        }
    }

    /** The smallest span that holds both. */
    public Span to(Span end) {
        return new Span(startLine, startColumn, end.endLine, end.endColumn);
    }

    @Override
    public String toString() {
        return startLine + ":" + startColumn;
    }
}
