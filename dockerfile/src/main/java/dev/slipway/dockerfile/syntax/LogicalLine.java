package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.Span;
import java.util.Arrays;

/**
 * An instruction's line with its continuations joined and the comments between them removed, which knows where each
 * of its characters stands in the source.
 */
public final class LogicalLine {
    private final String text;
    // Parallel arrays, one element for each physical line that contributed: where its piece starts in the joined
    // text, and the line and column of that start in the source.
    private final int[] starts;
    private final int[] lines;
    private final int[] columns;

    private LogicalLine(String text, int[] starts, int[] lines, int[] columns) {
        this.text = text;
        this.starts = starts;
        this.lines = lines;
        this.columns = columns;
    }

    public String text() {
        return text;
    }

    /** The source range of {@code [start, end)} of the joined text; an empty range stands at {@code start}. */
    public Span span(int start, int end) {
        int first = pieceOf(start == text.length() && start > 0 ? start - 1 : start);
        int startColumn = columns[first] + start - starts[first];
        if (end <= start) {
            return new Span(lines[first], startColumn, lines[first], startColumn - 1);
        }
        int last = pieceOf(end - 1);
        return new Span(lines[first], startColumn, lines[last], columns[last] + end - 1 - starts[last]);
    }

    private int pieceOf(int index) {
        int found = Arrays.binarySearch(starts, index);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    public String toString() {
        return text;
    }

    /** Joins pieces in order. */
    static final class Builder {
        private final StringBuilder text = new StringBuilder();
        private int[] starts = new int[4];
        private int[] lines = new int[4];
        private int[] columns = new int[4];
        private int pieces;

        /** Adds a physical line's contribution; an empty one matters only where the whole line stays empty. */
        void add(String piece, int line, int column) {
            if (pieces > 0 && starts[pieces - 1] == text.length()) {
                pieces--;
            }
            if (pieces == starts.length) {
                starts = Arrays.copyOf(starts, pieces * 2);
                lines = Arrays.copyOf(lines, pieces * 2);
                columns = Arrays.copyOf(columns, pieces * 2);
            }
            starts[pieces] = text.length();
            lines[pieces] = line;
            columns[pieces] = column;
            pieces++;
            text.append(piece);
        }

        LogicalLine build() {
            // A last piece without characters would own the position after the text.
            if (pieces > 1 && starts[pieces - 1] == text.length()) {
                pieces--;
            }
            return new LogicalLine(
                    text.toString(),
                    Arrays.copyOf(starts, pieces),
                    Arrays.copyOf(lines, pieces),
                    Arrays.copyOf(columns, pieces));
        }
    }
}
