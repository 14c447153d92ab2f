package dev.slipway.serve.embedded.template;

import dev.slipway.serve.embedded.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a template. White space as chat templates are rendered: a line break after a statement is dropped ({@code
 * trim_blocks}), so is white space before one on its line ({@code lstrip_blocks}); {@code -} at a mark drops all of it.
 */
final class Lexer {
    private static final List<String> OPERATORS = List.of(
            "==", "!=", "<=", ">=", "//", "**", "<", ">", "+", "-", "*", "/", "%", "~", "|", ".", ",", ":", "(", ")",
            "[", "]", "{", "}", "=");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean trimNext;
    private boolean dropLineBreak;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int mark = nextMark();
            data(mark);
            if (mark < source.length()) {
                marked();
            }
        }
        tokens.add(new Token(Kind.END, ""));
    }

    private int nextMark() {
        for (int i = at; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    private void data(int end) {
        String text = source.substring(at, end);
        boolean lineBegin = at == 0 || source.charAt(at - 1) == '\n';
        if (trimNext) {
            text = text.stripLeading();
        } else if (dropLineBreak && text.startsWith("\n")) {
            text = text.substring(1);
            lineBegin = true;
        }
        trimNext = false;
        dropLineBreak = false;
        if (end < source.length()) {
            char sign = end + 2 < source.length() ? source.charAt(end + 2) : ' ';
            if (sign == '-') {
                text = text.stripTrailing();
            } else if (source.charAt(end + 1) != '{' && sign != '+') {
                text = withoutIndent(text, lineBegin);
            }
        }
        if (!text.isEmpty()) {
            tokens.add(new Token(Kind.DATA, text));
        }
        at = end;
    }

    /** Blanks before a statement go when nothing else is before it on its line. */
    private static String withoutIndent(String text, boolean atLineBegin) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
            end--;
        }
        boolean lineBegin = end == 0 ? atLineBegin : text.charAt(end - 1) == '\n';
        return lineBegin ? text.substring(0, end) : text;
    }

    private void marked() {
        char kind = source.charAt(at + 1);
        at += 2;
        if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+')) {
            at++;
        }
        if (kind == '#') {
            int end = source.indexOf("#}", at);
            if (end < 0) {
                throw new TemplateException("a comment without its end, \"#}\"");
            }
            trimNext = end > at && source.charAt(end - 1) == '-';
            dropLineBreak = true;
            at = end + 2;
            return;
        }
        boolean block = kind == '%';
        tokens.add(new Token(block ? Kind.BLOCK_BEGIN : Kind.PRINT_BEGIN, ""));
        inside(block ? "%}" : "}}");
        tokens.add(new Token(block ? Kind.BLOCK_END : Kind.PRINT_END, ""));
        dropLineBreak = block;
    }

    private void inside(String end) {
        int open = 0;
        while (true) {
            skipBlanks();
            if (at >= source.length()) {
                throw new TemplateException("a mark without its end, \"" + end + "\"");
            }
            if (source.startsWith("-" + end, at) && open == 0) {
                trimNext = true;
                at += 3;
                return;
            }
            if (source.startsWith(end, at) && open == 0) {
                at += 2;
                return;
            }
            Token token = token();
            if (token.kind() == Kind.OPERATOR) {
                open += "([{".contains(token.text()) ? 1 : ")]}".contains(token.text()) ? -1 : 0;
            }
            tokens.add(token);
        }
    }

    private void skipBlanks() {
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
    }

    private Token token() {
        char c = source.charAt(at);
        if (c == '\'' || c == '"') {
            return string(c);
        }
        if (Character.isDigit(c)) {
            return number();
        }
        if (Character.isLetter(c) || c == '_') {
            int from = at;
            while (at < source.length() && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
                at++;
            }
            return new Token(Kind.NAME, source.substring(from, at));
        }
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                at += operator.length();
                return new Token(Kind.OPERATOR, operator);
            }
        }
        throw new TemplateException("\"" + c + "\" in an expression");
    }

    private Token number() {
        int from = at;
        while (at < source.length()
                && (Character.isDigit(source.charAt(at))
                        || source.charAt(at) == '.'
                                && at + 1 < source.length()
                                && Character.isDigit(source.charAt(at + 1)))) {
            at++;
        }
        return new Token(Kind.NUMBER, source.substring(from, at));
    }

    private Token string(char quote) {
        StringBuilder text = new StringBuilder();
        for (at++; at < source.length() && source.charAt(at) != quote; at++) {
            char c = source.charAt(at);
            if (c == '\\' && at + 1 < source.length()) {
                c = source.charAt(++at);
                text.append(
                        switch (c) {
                            case 'n' -> "\n";
                            case 't' -> "\t";
                            case 'r' -> "\r";
                            case '\\', '\'', '"' -> Character.toString(c);
                            case 'u' -> unicode();
                            default -> "\\" + c;
                        });
            } else {
                text.append(c);
            }
        }
        if (at >= source.length()) {
            throw new TemplateException("a text without its end, " + quote);
        }
        at++;
        return new Token(Kind.STRING, text.toString());
    }

    private String unicode() {
        if (at + 4 >= source.length() || !source.substring(at + 1, at + 5).matches("[0-9A-Fa-f]{4}")) {
            throw new TemplateException("\"\\u\" without four digits");
        }
        String text = Character.toString(Integer.parseInt(source.substring(at + 1, at + 5), 16));
        at += 4;
        return text;
    }
}
