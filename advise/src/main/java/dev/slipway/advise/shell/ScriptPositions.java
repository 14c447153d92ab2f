package dev.slipway.advise.shell;

import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where a script's characters stand in the Dockerfile. */
final class ScriptPositions {
    // Parallel arrays: piece i of the script starts at starts[i], in the source at lines[i]:columns[i].
    private final int[] starts;
    private final int[] lines;
    private final int[] columns;
    private final Span whole;

    private record Piece(int start, int line, int column) {}

    private ScriptPositions(List<Piece> pieces, Span whole) {
        this.starts = pieces.stream().mapToInt(Piece::start).toArray();
        this.lines = pieces.stream().mapToInt(Piece::line).toArray();
        this.columns = pieces.stream().mapToInt(Piece::column).toArray();
        this.whole = whole;
    }

    /** Every character at the same place. */
    static ScriptPositions at(Span span) {
        return new ScriptPositions(List.of(), span);
    }

    /**
     * Follows the parser: each line but the last ends in the escape character, lines that are empty or comments give
     * nothing.
     */
    static ScriptPositions ofShellForm(CommandLine.ShellForm shell, SourceText source) {
        Span span = shell.span();
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        int lineStart = startOfLine(source.text(), span.startLine());
        for (int line = span.startLine(); line <= span.endLine(); line++) {
            int lineEnd = source.text().indexOf('\n', lineStart);
            String text = source.text()
                    .substring(lineStart, lineEnd < 0 ? source.text().length() : lineEnd);
            boolean first = line == span.startLine();
            int from = first ? Math.min(span.startColumn() - 1, text.length()) : 0;
            String content = text.substring(from).stripTrailing();
            String stripped = content.strip();
            if (first || !(stripped.isEmpty() || stripped.charAt(0) == '#')) {
                pieces.add(new Piece(at, line, from + 1));
                at += Math.max(0, content.length() - 1);
            }
            if (lineEnd < 0) {
                break;
            }
            lineStart = lineEnd + 1;
        }
        return new ScriptPositions(pieces, span);
    }

    static ScriptPositions ofHeredoc(Heredoc heredoc) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        int line = heredoc.contentSpan().startLine();
        while (at < heredoc.content().length()) {
            pieces.add(new Piece(at, line++, 1));
            int end = heredoc.content().indexOf('\n', at);
            at = end < 0 ? heredoc.content().length() : end + 1;
        }
        return new ScriptPositions(pieces, heredoc.contentSpan());
    }

    /** The place of {@code [start, end)}. */
    Span span(int start, int end) {
        if (starts.length == 0) {
            return whole;
        }
        int first = pieceOf(start);
        int last = pieceOf(Math.max(start, end - 1));
        int column = columns[first] + start - starts[first];
        int endColumn = columns[last] + Math.max(start, end - 1) - starts[last];
        return new Span(lines[first], column, lines[last], endColumn);
    }

    /** The last piece that starts at or before {@code index}: of pieces without characters, the one after them. */
    private int pieceOf(int index) {
        int found = Arrays.binarySearch(starts, index);
        if (found < 0) {
            return Math.max(0, -found - 2);
        }
        while (found + 1 < starts.length && starts[found + 1] == index) {
            found++;
        }
        return found;
    }

    private static int startOfLine(String text, int line) {
        int at = 0;
        for (int i = 1; i < line; i++) {
            int next = text.indexOf('\n', at);
            if (next < 0) {
                return at;
            }
            at = next + 1;
        }
        return at;
    }
}
