package dev.slipway.jinja;

import dev.slipway.jinja.Token.Kind;
import java.util.List;

/** The tokens that are left to read. */
final class Tokens {
    private static final int DEEPEST = 150;

    private final String template;
    private final List<Token> tokens;
    private int at;
    private int depth;

    Tokens(String template, List<Token> tokens) {
        this.template = template;
        this.tokens = tokens;
    }

    /** Of what is read next. */
    TemplateException.Place place() {
        return new TemplateException.Place(template, peek().line());
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    boolean skip(Kind kind, String text) {
        if (peek().is(kind, text)) {
            at++;
            return true;
        }
        return false;
    }

    boolean skipOperator(String text) {
        return skip(Kind.OPERATOR, text);
    }

    boolean skipName(String text) {
        return skip(Kind.NAME, text);
    }

    void expectOperator(String text) {
        if (!skipOperator(text)) {
            throw unexpected("\"" + text + "\"");
        }
    }

    void expect(Kind kind) {
        if (next().kind() != kind) {
            at--;
            throw unexpected(kind.toString());
        }
    }

    String name() {
        if (peek().kind() != Kind.NAME) {
            throw unexpected("a name");
        }
        return next().text();
    }

    TemplateException unexpected(String expected) {
        return new TemplateException("\"" + peek().text() + "\" (" + peek().kind() + ") after \""
                + (at > 0 ? tokens.get(at - 1).text() : "") + "\" (expected: " + expected + ")");
    }

    /** Parsers call themselves; a template from a file must not use up the stack. */
    void enter() {
        if (++depth > DEEPEST) {
            throw new TemplateException("nested too deep (expected: at most " + DEEPEST + " levels)");
        }
    }

    void leave() {
        depth--;
    }
}
