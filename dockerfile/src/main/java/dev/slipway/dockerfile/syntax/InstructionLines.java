package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads the lines of one instruction up to the first that is not continued, and cuts them into tokens. */
final class InstructionLines {
    private final String text;
    private final PhysicalLines lines;
    private final char escape;
    private final List<Line> read = new ArrayList<>();
    private final LogicalLine.Builder joined = new LogicalLine.Builder();

    /**
     * One physical line of the instruction.
     *
     * @param logicalStart where its content starts in the joined line; -1 for a comment or an empty line
     * @param start of the line
     * @param content where its content starts
     * @param contentEnd where its content ends and the continuation or line end starts
     * @param lineEnd where the line end starts
     */
    private record Line(int number, int logicalStart, int start, int content, int contentEnd, int lineEnd, int end) {}

    InstructionLines(String text, PhysicalLines lines, char escape) {
        this.text = text;
        this.lines = lines;
        this.escape = escape;
    }

    /** Starts with the current line, whose content begins at {@code content}, and leaves the last one current. */
    LogicalLine read(int content) {
        int length = 0;
        int from = content;
        boolean continued = true;
        while (continued) {
            int mark = lines.continuation(from, escape);
            int to = mark < 0 ? lines.contentEnd : mark;
            joined.add(text.substring(from, to), lines.number, from - lines.start + 1);
            read.add(new Line(lines.number, length, lines.start, from, to, lines.contentEnd, lines.end));
            length += to - from;
            continued = mark >= 0 && nextContent();
            from = lines.start;
        }
        return joined.build();
    }

    /** Steps over comments and empty lines to the next line of content; false at the end of the file. */
    private boolean nextContent() {
        while (lines.advance()) {
            int content = lines.indent();
            if (content < lines.contentEnd && text.charAt(content) != '#') {
                return true;
            }
            read.add(new Line(lines.number, -1, lines.start, content, lines.contentEnd, lines.contentEnd, lines.end));
        }
        return false;
    }

    void addTokens(TokenList tokens, InstructionHead head) {
        for (Line part : read) {
            tokens.add(Kind.SPACE, part.start, part.content, part.number, 1);
            if (part.logicalStart < 0) {
                add(tokens, Kind.COMMENT, part, part.content, part.contentEnd);
            } else {
                addContent(tokens, head, part);
                add(tokens, Kind.CONTINUATION, part, part.contentEnd, part.lineEnd);
            }
            add(tokens, Kind.LINE_END, part, part.lineEnd, part.end);
        }
    }

    /** Cuts a line's content where the keyword, flags and arguments of the joined line begin and end. */
    private void addContent(TokenList tokens, InstructionHead head, Line part) {
        int shift = part.content - part.logicalStart;
        int at = part.content;
        at = addUpTo(tokens, Kind.SPACE, part, at, head.keyword().start() + shift);
        at = addUpTo(tokens, Kind.KEYWORD, part, at, head.keyword().end() + shift);
        for (RawFlag flag : head.flags()) {
            at = addUpTo(tokens, Kind.SPACE, part, at, flag.slice().start() + shift);
            at = addUpTo(tokens, Kind.FLAG, part, at, flag.slice().end() + shift);
        }
        // A lone "--" that ends the flags counts as space.
        at = addUpTo(tokens, Kind.SPACE, part, at, head.arguments().start() + shift);
        addUpTo(tokens, Kind.ARGUMENTS, part, at, part.contentEnd);
    }

    private static int addUpTo(TokenList tokens, Kind kind, Line part, int from, int to) {
        int end = Math.max(from, Math.min(to, part.contentEnd));
        add(tokens, kind, part, from, end);
        return end;
    }

    private static void add(TokenList tokens, Kind kind, Line part, int from, int to) {
        tokens.add(kind, from, to, part.number, from - part.start + 1);
    }
}
