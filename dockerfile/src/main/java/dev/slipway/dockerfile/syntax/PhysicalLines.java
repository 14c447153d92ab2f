package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.Blanks;

/** Walks the lines of a text; a line ends at {@code \n}, and carriage returns before it belong to the line end. */
final class PhysicalLines {
    private final String text;
    private int next;

    /** The current line: 1-based number, offsets of its start, of its content's end, and of the next line. */
    int number;

    int start;
    int contentEnd;
    int end;

    PhysicalLines(String text, int offset) {
        this.text = text;
        this.next = offset;
    }

    /** Steps to the next line; false at the end of the text. */
    boolean advance() {
        if (next >= text.length()) {
            return false;
        }
        number++;
        start = next;
        int newline = text.indexOf('\n', start);
        end = newline < 0 ? text.length() : newline + 1;
        contentEnd = end;
        while (contentEnd > start && (text.charAt(contentEnd - 1) == '\n' || text.charAt(contentEnd - 1) == '\r')) {
            contentEnd--;
        }
        next = end;
        return true;
    }

    /** The offset of the first character that is not space; {@link #contentEnd} for an empty line. */
    int indent() {
        return Blanks.skipSpace(text, start, contentEnd);
    }

    boolean isComment() {
        int at = indent();
        return at < contentEnd && text.charAt(at) == '#';
    }

    /**
     * Where the escape character stands that continues the line, or -1. It is the last character but spaces and tabs,
     * and no escape character stands before it.
     */
    int continuation(int from, char escape) {
        int at = contentEnd - 1;
        while (at >= from && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at--;
        }
        boolean continues = at >= from && text.charAt(at) == escape && (at == from || text.charAt(at - 1) != escape);
        return continues ? at : -1;
    }
}
