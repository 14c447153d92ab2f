package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Collects the tokens of one node. */
final class TokenList {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();

    TokenList(String text) {
        this.text = text;
    }

    /** Adds {@code [start, end)}, which begins in the current line; nothing when it is empty. */
    void add(Kind kind, int start, int end, PhysicalLines lines) {
        add(kind, start, end, lines.number, start - lines.start + 1);
    }

    void add(Kind kind, int start, int end, int line, int column) {
        if (end > start) {
            tokens.add(new Token(kind, text.substring(start, end), start, line, column));
        }
    }

    List<Token> tokens() {
        return tokens;
    }

    /** The span of {@code [start, end)} of the current line. */
    static Span span(PhysicalLines lines, int start, int end) {
        return new Span(lines.number, start - lines.start + 1, lines.number, end - lines.start);
    }
}
