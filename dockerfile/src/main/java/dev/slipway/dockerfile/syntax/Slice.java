package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.Blanks;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * A range {@code [start, end)} of a logical line: text and source position in one.
 */
public record Slice(LogicalLine line, int start, int end) {
    public Slice {
        if (start < 0 || end < start || end > line.text().length()) {
            throw new IllegalArgumentException("slice: [" + start + ", " + end + ") (expected: within 0.."
                    + line.text().length() + ")");
        }
    }

    public String text() {
        return line.text().substring(start, end);
    }

    public Span span() {
        return line.span(start, end);
    }

    public Word word() {
        return new Word(text(), span());
    }

    public boolean isEmpty() {
        return start == end;
    }

    /** The same without white space at both ends. */
    public Slice trim() {
        int from = Blanks.skipSpace(line.text(), start, end);
        return new Slice(line, from, Blanks.trimSpaceEnd(line.text(), from, end));
    }

    /** A part, in offsets of the logical line. */
    public Slice part(int from, int to) {
        return new Slice(line, from, to);
    }

    /** The text before the first separator. */
    public Slice head() {
        int at = start;
        while (at < end && !Blanks.isSeparator(line.text().charAt(at))) {
            at++;
        }
        return part(start, at);
    }

    /** What follows {@link #head} and the separators after it. */
    public Slice tail() {
        int at = head().end;
        while (at < end && Blanks.isSeparator(line.text().charAt(at))) {
            at++;
        }
        return part(at, end);
    }

    /** The parts between separators; quotes mean nothing here. */
    public List<Slice> split() {
        List<Slice> parts = new ArrayList<>();
        for (Slice rest = trim(); !rest.isEmpty(); rest = rest.tail()) {
            Slice head = rest.head();
            if (!head.isEmpty()) {
                parts.add(head);
            }
        }
        return parts;
    }
}
