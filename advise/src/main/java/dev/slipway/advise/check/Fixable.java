package dev.slipway.advise.check;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A rule whose findings can be mended in the text without a choice that only its author can make. */
public interface Fixable extends Rule {
    /** What to change, in any order; edits do not overlap. After them the rule does not find these places again. */
    List<Edit> fixes(DockerfileView view);

    /**
     * A change of the source's text.
     *
     * @param finding the span of the finding that it mends
     * @param start offset of the first character replaced
     * @param end offset behind the last one; equal to {@code start} for an insertion
     */
    record Edit(Span finding, int start, int end, String replacement) {
        /** Whether both cannot be done at once; two insertions at one place can. */
        boolean overlaps(Edit other) {
            boolean insertions = start == end && other.start == other.end;
            return start < other.end && other.start < end || start == other.start && !insertions;
        }

        public Edit {
            if (start < 0 || end < start) {
                throw new IllegalArgumentException("edit: " + start + "-" + end + " (expected: 0 <= start <= end)");
            }
        }
    }

    /** The text with the edits done. Everything else stays as it is, line ends and comments included. */
    static String apply(SourceText source, List<Edit> edits) {
        StringBuilder text = new StringBuilder(source.text());
        edits.stream()
                .sorted(Comparator.comparingInt(Edit::start).reversed())
                .forEach(edit -> text.replace(edit.start(), edit.end(), edit.replacement()));
        return text.toString();
    }

    /** The offset of a span's first character. */
    static int startOf(SourceText source, Span span) {
        return offset(source.text(), span.startLine(), span.startColumn());
    }

    /** The offset behind a span's last character. */
    static int endOf(SourceText source, Span span) {
        return offset(source.text(), span.endLine(), span.endColumn() + 1);
    }

    /**
     * What replaces {@code span} if the source really has {@code written} there, and nothing where it does not: a word may
     * be divided by a continued line.
     */
    static Optional<Edit> replace(SourceText source, Span finding, Span span, String written, String replacement) {
        int start = startOf(source, span);
        int end = start + written.length();
        return end == endOf(source, span) && source.text().startsWith(written, start)
                ? Optional.of(new Edit(finding, start, end, replacement))
                : Optional.empty();
    }

    private static int offset(String text, int line, int column) {
        // Columns do not count a byte order mark.
        int start = line == 1 && text.startsWith("\ufeff") ? 1 : 0;
        for (int i = 1; i < line; i++) {
            start = text.indexOf('\n', start) + 1;
        }
        return Math.min(text.length(), start + column - 1);
    }
}
