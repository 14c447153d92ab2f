package dev.slipway.dockerfile.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.DockerfileTexts;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SyntaxTreePropertyTest {
    @Provide
    Arbitrary<String> pieces() {
        return DockerfileTexts.pieces();
    }

    @Provide
    Arbitrary<String> valid() {
        return DockerfileTexts.valid();
    }

    @Provide
    Arbitrary<String> mutated() {
        return DockerfileTexts.mutated();
    }

    @Property(tries = 2000)
    void anyText_isPrintedAsItWas(@ForAll String text) {
        check(text);
    }

    @Property(tries = 4000)
    void piecesOfTheLanguage_arePrintedAsTheyWere(@ForAll("pieces") String text) {
        check(text);
    }

    @Property(tries = 1000)
    void validFile_isPrintedAsItWas(@ForAll("valid") String text) {
        check(text);
    }

    @Property(tries = 1000)
    void mutatedFile_isPrintedAsItWas(@ForAll("mutated") String text) {
        check(text);
    }

    private static void check(String text) {
        SyntaxTree tree = SyntaxTree.parse(new SourceText("Dockerfile", text));
        assertThat(tree.text()).isEqualTo(text);
        checkPositions(text, tree);
        for (SyntaxNode node : tree.nodes()) {
            if (node instanceof SyntaxNode.InstructionNode instruction) {
                checkLine(text, instruction.line());
            }
        }
    }

    /** Tokens tile the text, and each line and column leads to the token's offset. */
    private static void checkPositions(String text, SyntaxTree tree) {
        int offset = 0;
        for (SyntaxNode node : tree.nodes()) {
            for (Token token : node.tokens()) {
                assertThat(token.offset()).isEqualTo(offset);
                if (token.kind() != Token.Kind.BYTE_ORDER_MARK) {
                    assertThat(offset(text, token.line(), token.column())).isEqualTo(offset);
                }
                offset = token.end();
            }
        }
        assertThat(offset).isEqualTo(text.length());
    }

    /** Every character of a joined line is the character that its span points at. */
    private static void checkLine(String text, LogicalLine line) {
        for (int i = 0; i < line.text().length(); i++) {
            Span span = line.span(i, i + 1);
            assertThat(text.charAt(offset(text, span.startLine(), span.startColumn())))
                    .isEqualTo(line.text().charAt(i));
            assertThat(List.of(span.endLine(), span.endColumn()))
                    .isEqualTo(List.of(span.startLine(), span.startColumn()));
        }
    }

    /** The plain way from a line and column to an offset. */
    private static int offset(String text, int line, int column) {
        int start = text.startsWith("\ufeff") ? 1 : 0;
        for (int number = 1; number < line; number++) {
            start = text.indexOf('\n', start) + 1;
        }
        return start + column - 1;
    }
}
