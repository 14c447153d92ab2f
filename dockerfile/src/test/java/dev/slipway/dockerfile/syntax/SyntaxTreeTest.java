package dev.slipway.dockerfile.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.syntax.Token.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyntaxTreeTest {
    private static SyntaxTree tree(String text) {
        SyntaxTree tree = SyntaxTree.parse(new SourceText("Dockerfile", text));
        assertThat(tree.text()).isEqualTo(text);
        return tree;
    }

    private static List<String> tokens(SyntaxNode node) {
        return node.tokens().stream()
                .map(token -> token.kind() + "@" + token.line() + ":" + token.column() + " " + token.text())
                .toList();
    }

    @Test
    void instruction_isCutIntoKeywordFlagsAndArguments() {
        SyntaxTree tree = tree("  COPY --link --from=a  x y \n");

        assertThat(tokens(tree.nodes().getFirst()))
                .containsExactly(
                        "SPACE@1:1   ",
                        "KEYWORD@1:3 COPY",
                        "SPACE@1:7  ",
                        "FLAG@1:8 --link",
                        "SPACE@1:14  ",
                        "FLAG@1:15 --from=a",
                        "SPACE@1:23   ",
                        "ARGUMENTS@1:25 x y ",
                        "LINE_END@1:29 \n");
    }

    @Test
    void commentsAndEmptyLinesBetweenContinuedLines_areKeptAsTokens() {
        SyntaxTree tree = tree("RUN a \\ \n# why\n\n  b");

        assertThat(tree.nodes()).hasSize(1);
        SyntaxNode.InstructionNode run =
                (SyntaxNode.InstructionNode) tree.nodes().getFirst();
        assertThat(run.line().text()).isEqualTo("RUN a   b");
        assertThat(run.tokens())
                .extracting(Token::kind)
                .containsExactly(
                        Kind.KEYWORD,
                        Kind.SPACE,
                        Kind.ARGUMENTS,
                        Kind.CONTINUATION,
                        Kind.LINE_END,
                        Kind.COMMENT,
                        Kind.LINE_END,
                        Kind.LINE_END,
                        Kind.ARGUMENTS);
        assertThat(run.span()).isEqualTo(new Span(1, 1, 4, 3));
        assertThat(run.line().span(8, 9)).isEqualTo(new Span(4, 3, 4, 3));
    }

    @Test
    void wordSplitByContinuation_hasASpanOverBothLines() {
        SyntaxTree tree = tree("RUN ab\\\ncd ef\n");
        SyntaxNode.InstructionNode run =
                (SyntaxNode.InstructionNode) tree.nodes().getFirst();

        assertThat(run.head().arguments().head().text()).isEqualTo("abcd");
        assertThat(run.head().arguments().head().span()).isEqualTo(new Span(1, 5, 2, 2));
    }

    @Test
    void keywordSplitByContinuation_isOneKeywordInTwoTokens() {
        SyntaxTree tree = tree("R\\\nUN x\n");
        SyntaxNode.InstructionNode run =
                (SyntaxNode.InstructionNode) tree.nodes().getFirst();

        assertThat(run.head().name()).isEqualTo("RUN");
        assertThat(run.tokens())
                .filteredOn(token -> token.kind() == Kind.KEYWORD)
                .hasSize(2);
    }

    @Test
    void doubledEscapeAtTheEnd_isNoContinuation() {
        assertThat(tree("RUN a \\\\\nRUN b\n").nodes()).hasSize(2);
    }

    @Test
    void continuationAtTheEndOfTheFile_isAccepted() {
        SyntaxTree tree = tree("FROM a \\");

        assertThat(((SyntaxNode.InstructionNode) tree.nodes().getFirst()).line().text())
                .isEqualTo("FROM a ");
    }

    @Test
    void heredocBodies_followTheirInstruction() {
        SyntaxTree tree = tree("RUN <<A cat 3<<-'B'\none\nA\n\t two\n\tB\nRUN x\n");

        assertThat(tree.nodes()).hasSize(2);
        SyntaxNode.InstructionNode run =
                (SyntaxNode.InstructionNode) tree.nodes().getFirst();
        assertThat(run.heredocs()).extracting(HeredocNode::rawContent).containsExactly("one\n", "\t two\n");
        assertThat(run.heredocs())
                .extracting(HeredocNode::contentSpan)
                .containsExactly(new Span(2, 1, 3, 1), new Span(4, 1, 5, 2));
        assertThat(run.span()).isEqualTo(new Span(1, 1, 5, 2));
    }

    @Test
    void unterminatedHeredoc_takesTheRestOfTheFile() {
        SyntaxNode.InstructionNode run = (SyntaxNode.InstructionNode)
                tree("RUN <<A\nFROM b\nRUN c").nodes().getFirst();

        assertThat(run.heredocs()).extracting(HeredocNode::terminated).containsExactly(false);
        assertThat(run.heredocs().getFirst().rawContent()).isEqualTo("FROM b\nRUN c");
    }

    @Test
    void heredocAtTheEndOfTheFile_hasAnEmptyBodyBehindTheOperator() {
        SyntaxNode.InstructionNode run =
                (SyntaxNode.InstructionNode) tree("RUN <<A").nodes().getFirst();

        assertThat(run.heredocs().getFirst().contentSpan()).isEqualTo(new Span(1, 8, 1, 7));
    }

    @Test
    void execFormAndQuotedOperator_areNoHeredocs() {
        assertThat(tree("RUN [\"<<A\"]\nRUN \"<<A\"\nRUN cat<<A\nUSER <<A\nA\n").nodes())
                .hasSize(5);
    }

    @Test
    void directives_endAtTheFirstOtherLine() {
        SyntaxTree tree = tree("# Syntax = a/b \n#escape=`\n\n# check=skip=all\nFROM x `\n y\n");

        assertThat(tree.escape()).isEqualTo('`');
        assertThat(tree.nodes())
                .hasExactlyElementsOfTypes(
                        SyntaxNode.DirectiveNode.class,
                        SyntaxNode.DirectiveNode.class,
                        SyntaxNode.BlankNode.class,
                        SyntaxNode.CommentNode.class,
                        SyntaxNode.InstructionNode.class);
        SyntaxNode.DirectiveNode syntax =
                (SyntaxNode.DirectiveNode) tree.nodes().getFirst();
        assertThat(syntax.name()).isEqualTo("syntax");
        assertThat(syntax.value()).isEqualTo("a/b");
    }

    @Test
    void unknownDirective_isACommentAndEndsTheDirectives() {
        SyntaxTree tree = tree("# escap=`\n# escape=`\nFROM x\n");

        assertThat(tree.escape()).isEqualTo('\\');
        assertThat(tree.nodes().subList(0, 2)).hasOnlyElementsOfType(SyntaxNode.CommentNode.class);
    }

    @Test
    void byteOrderMark_isKeptButNotCounted() {
        SyntaxTree tree = tree("\ufeffFROM x\n");

        assertThat(tree.nodes().getFirst().span()).isEqualTo(new Span(1, 1, 1, 6));
        assertThat(tree("\ufeff").nodes()).hasSize(1);
        assertThat(tree("").nodes()).isEmpty();
    }
}
