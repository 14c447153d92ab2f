package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.expand.HeredocOperator;
import dev.slipway.dockerfile.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the tree in one walk over the lines. Never fails. */
final class TreeBuilder {
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final Set<String> WITH_HEREDOCS = Set.of("ADD", "COPY", "RUN");

    private final SourceText source;
    private final String text;
    private final PhysicalLines lines;
    private final DirectiveScanner directives = new DirectiveScanner();
    private final List<SyntaxNode> nodes = new ArrayList<>();
    private TokenList tokens;
    private char escape = '\\';

    TreeBuilder(SourceText source) {
        this.source = source;
        this.text = source.text();
        this.tokens = new TokenList(text);
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        this.lines = new PhysicalLines(text, marked ? 1 : 0);
        if (marked) {
            tokens.add(Kind.BYTE_ORDER_MARK, 0, 1, 1, 1);
        }
    }

    SyntaxTree build() {
        while (lines.advance()) {
            int content = lines.indent();
            Optional<DirectiveScanner.Found> directive = directives.scan(text, content, lines.contentEnd);
            if (directive.isPresent()) {
                directive(directive.get(), content);
            } else if (content == lines.contentEnd) {
                blank();
            } else if (text.charAt(content) == '#') {
                comment(content);
            } else {
                instruction(content);
            }
        }
        if (!tokens.tokens().isEmpty()) {
            nodes.add(new SyntaxNode.BlankNode(takeTokens(), new Span(1, 1, 1, 0)));
        }
        return new SyntaxTree(source, escape, nodes);
    }

    private List<Token> takeTokens() {
        List<Token> taken = tokens.tokens();
        tokens = new TokenList(text);
        return taken;
    }

    private void blank() {
        blankTokens();
        Span span = TokenList.span(lines, lines.start, lines.contentEnd);
        nodes.add(new SyntaxNode.BlankNode(takeTokens(), span));
    }

    private void comment(int content) {
        commentTokens(Kind.COMMENT);
        Span span = TokenList.span(lines, content, lines.contentEnd);
        nodes.add(new SyntaxNode.CommentNode(takeTokens(), span));
    }

    private void directive(DirectiveScanner.Found found, int content) {
        commentTokens(Kind.DIRECTIVE);
        if (found.name().equals("escape") && !found.duplicate() && found.value().equals("`")) {
            escape = '`';
        }
        Span span = TokenList.span(lines, content, lines.contentEnd);
        nodes.add(new SyntaxNode.DirectiveNode(found.name(), found.value(), found.duplicate(), takeTokens(), span));
    }

    private void blankTokens() {
        tokens.add(Kind.SPACE, lines.start, lines.contentEnd, lines);
        tokens.add(Kind.LINE_END, lines.contentEnd, lines.end, lines);
    }

    private void commentTokens(Kind kind) {
        int content = lines.indent();
        tokens.add(Kind.SPACE, lines.start, content, lines);
        tokens.add(kind, content, lines.contentEnd, lines);
        tokens.add(Kind.LINE_END, lines.contentEnd, lines.end, lines);
    }

    private void instruction(int content) {
        InstructionLines joined = new InstructionLines(text, lines, escape);
        LogicalLine line = joined.read(content);
        InstructionHead head = InstructionHead.of(new Slice(line, 0, line.text().length()), escape);
        joined.addTokens(tokens, head);
        Span span = head.whole().span();
        List<HeredocNode> heredocs = new ArrayList<>();
        for (HeredocOperator operator : operators(line, head)) {
            HeredocNode heredoc = body(operator, line.span(operator.start(), operator.end()));
            heredocs.add(heredoc);
            span = span.to(heredoc.contentSpan());
        }
        nodes.add(new SyntaxNode.InstructionNode(line, head, heredocs, takeTokens(), span));
    }

    private List<HeredocOperator> operators(LogicalLine line, InstructionHead head) {
        if (!line.text().contains("<<")) {
            return List.of();
        }
        InstructionHead last = head.name().equals("ONBUILD") ? InstructionHead.of(head.arguments(), escape) : head;
        if (!WITH_HEREDOCS.contains(last.name())
                || JsonArray.parse(last.arguments()).form() != JsonArray.Form.NOT_JSON) {
            return List.of();
        }
        return HeredocOperator.find(line.text());
    }

    private HeredocNode body(HeredocOperator operator, Span operatorSpan) {
        int bodyStart = lines.end;
        int firstLine = lines.number + 1;
        boolean terminated = false;
        while (!terminated && lines.advance()) {
            terminated = isTerminator(operator);
        }
        int bodyEnd = terminated ? lines.start : text.length();
        tokens.add(Kind.HEREDOC_BODY, bodyStart, bodyEnd, firstLine, 1);
        if (terminated) {
            tokens.add(Kind.HEREDOC_TERMINATOR, lines.start, lines.contentEnd, lines);
            tokens.add(Kind.LINE_END, lines.contentEnd, lines.end, lines);
        }
        // Without any line the body stands, empty, at the end of the operator.
        Span span = lines.number < firstLine
                ? new Span(
                        operatorSpan.endLine(),
                        operatorSpan.endColumn() + 1,
                        operatorSpan.endLine(),
                        operatorSpan.endColumn())
                : new Span(firstLine, 1, lines.number, lines.contentEnd - lines.start);
        return new HeredocNode(operator, operatorSpan, text.substring(bodyStart, bodyEnd), span, terminated);
    }

    private boolean isTerminator(HeredocOperator operator) {
        int start = lines.start;
        while (operator.chomp() && start < lines.contentEnd && text.charAt(start) == '\t') {
            start++;
        }
        String name = operator.name();
        return lines.contentEnd - start == name.length() && text.startsWith(name, start);
    }
}
