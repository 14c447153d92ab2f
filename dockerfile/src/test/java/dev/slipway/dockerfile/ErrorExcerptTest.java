package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ErrorExcerptTest {
    private static String render(String text, Span span, ErrorExcerpt.Style style) {
        return ErrorExcerpt.render("f:1:1: what", new SourceText("f", text), span, Optional.of("fix it"), style);
    }

    private static String plain(String text, Span span) {
        return render(text, span, ErrorExcerpt.Style.PLAIN);
    }

    @Test
    void caret_standsUnderTheSpan() {
        assertThat(plain("one\n\ttwo three\nfour\n", new Span(2, 6, 2, 10))).isEqualTo("""
                        f:1:1: what
                           1 | one
                           2 |     two three
                             |         ^^^^^
                          hint: fix it""");
    }

    @Test
    void wideCharacters_widenTheCaret() {
        assertThat(plain("안녕 x", new Span(1, 2, 1, 4))).contains("\n     |   ^^^^\n");
    }

    @Test
    void severalLines_areCutAfterTheFourth() {
        assertThat(plain("a\nb\nc\nd\ne\nf\n", new Span(1, 1, 6, 1))).isEqualTo("""
                        f:1:1: what
                           1 | a
                             | ^
                           2 | b
                           3 | c
                           4 | d
                           … |
                          hint: fix it""");
    }

    @Test
    void controlCharacters_areShownAsSymbols() {
        assertThat(plain("a\u001b[31m\u202eb\r\n", new Span(1, 1, 1, 1))).contains("   1 | a␛[31m�b\n");
        assertThat(ErrorExcerpt.render(
                        "x\u001b\ny",
                        new SourceText("f", ""),
                        new Span(1, 1, 1, 0),
                        Optional.empty(),
                        ErrorExcerpt.Style.PLAIN))
                .startsWith("x␛␊y\n");
    }

    @Test
    void longLine_isCutAroundTheCaret() {
        String text = "x".repeat(1000) + "HERE" + "y".repeat(1000);

        String drawn = plain(text, new Span(1, 1001, 1, 1004));

        assertThat(drawn.lines()).allMatch(line -> line.length() < 180);
        int caret = drawn.lines().toList().get(2).indexOf('^');
        assertThat(drawn.lines().toList().get(1).startsWith("HERE", caret)).isTrue();
    }

    @Test
    void byteOrderMark_isNotCounted() {
        assertThat(plain("\ufeffab\n", new Span(1, 2, 1, 2))).contains("   1 | ab\n     |  ^\n");
    }

    @Test
    void style_wrapsItsParts() {
        ErrorExcerpt.Style style = new ErrorExcerpt.Style("<m>", "<g>", "<c>", "<h>", "</>");

        assertThat(render("ab\n", new Span(1, 1, 1, 2), style))
                .isEqualTo("<m>f:1:1: what</>\n<g>   1 |</> ab\n<g>     |</> <c>^^</>\n  <h>hint: fix it</>");
    }

    @Property
    void anySpan_isDrawn(
            @ForAll String text,
            @ForAll @IntRange(min = 1, max = 6) int line,
            @ForAll @IntRange(min = 1, max = 300) int column,
            @ForAll @IntRange(max = 300) int length) {
        assertThat(plain(text, new Span(line, column, line, column + length - 1)))
                .startsWith("f:1:1: what")
                .endsWith("hint: fix it");
    }
}
