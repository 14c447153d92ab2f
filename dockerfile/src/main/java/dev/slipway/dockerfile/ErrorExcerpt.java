package dev.slipway.dockerfile;

import java.util.Optional;

/**
 * Draws an error as compilers do: the message, the source lines with their numbers, a caret line, and the hint.
 *
 * <pre>
 * Dockerfile:4:6: cannot read the flag "--form" of COPY (expected: …)
 *    3 | FROM scratch
 *    4 | COPY --form=build /a /b
 *      |      ^^^^^^
 *   hint: use "--from"
 * </pre>
 *
 * <p>Control characters of the source are shown as symbols, so that a hostile file cannot drive a terminal. Long
 * lines are cut around the caret. The result ends without a line end.
 */
public final class ErrorExcerpt {
    private static final int LINES_AFTER_FIRST = 3;

    private ErrorExcerpt() {}

    /**
     * Escape sequences set before each part; {@code reset} follows each.
     *
     * @param message for the first line
     * @param gutter for line numbers and bars
     * @param caret for the underline
     * @param hint for the hint
     */
    public record Style(String message, String gutter, String caret, String hint, String reset) {
        public static final Style PLAIN = new Style("", "", "", "", "");
        public static final Style ANSI =
                new Style("\u001b[1;31m", "\u001b[34m", "\u001b[1;31m", "\u001b[36m", "\u001b[0m");
    }

    public static String render(DockerfileException failure, Style style) {
        return render(failure.getMessage(), failure.source(), failure.span(), failure.hint(), style);
    }

    /**
     * The same for errors of other families that stand in a source text.
     *
     * @param message with its position, {@code file:line:column: what}
     */
    public static String render(String message, SourceText source, Span span, Optional<String> hint, Style style) {
        StringBuilder out = new StringBuilder();
        out.append(style.message()).append(ExcerptLine.printable(message)).append(style.reset());
        int last = Math.min(span.endLine(), span.startLine() + LINES_AFTER_FIRST);
        int gutter = Math.max(4, String.valueOf(last).length() + 1);
        int number = 0;
        int start = source.text().startsWith("\ufeff") ? 1 : 0;
        while (start <= source.text().length() && number < last) {
            int newline = source.text().indexOf('\n', start);
            int end = newline < 0 ? source.text().length() : newline;
            number++;
            if (number >= span.startLine() - 1) {
                line(out, source.text().substring(start, end), number, span, gutter, style);
            }
            start = end + 1;
        }
        if (span.endLine() > last) {
            bar(out, "…", gutter, style);
        }
        hint.ifPresent(text -> out.append("\n  ")
                .append(style.hint())
                .append("hint: ")
                .append(ExcerptLine.printable(text))
                .append(style.reset()));
        return out.toString();
    }

    private static void line(StringBuilder out, String text, int number, Span span, int gutter, Style style) {
        String content = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        if (number < span.startLine() && content.isBlank()) {
            return;
        }
        boolean marked = number == span.startLine();
        int from = marked ? Math.min(span.startColumn() - 1, content.length()) : 0;
        int to = !marked || span.endLine() > number ? content.length() : Math.min(span.endColumn(), content.length());
        ExcerptLine drawn = ExcerptLine.of(content, from, Math.max(from, to));
        bar(out, String.valueOf(number), gutter, style);
        out.append(drawn.text().isEmpty() ? "" : " ").append(drawn.text());
        if (marked) {
            bar(out, "", gutter, style);
            out.append(' ')
                    .append(" ".repeat(drawn.caretStart()))
                    .append(style.caret())
                    .append("^".repeat(Math.max(1, drawn.caretLength())))
                    .append(style.reset());
        }
    }

    private static void bar(StringBuilder out, String label, int gutter, Style style) {
        out.append('\n')
                .append(style.gutter())
                .append(" ".repeat(gutter - label.length()))
                .append(label)
                .append(" |")
                .append(style.reset());
    }
}
