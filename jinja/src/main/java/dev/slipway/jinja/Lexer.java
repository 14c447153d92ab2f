package dev.slipway.jinja;

import dev.slipway.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a template. White space: a line break after a statement is dropped ({@code
 * trim_blocks}), so is white space before one on its line ({@code lstrip_blocks}); {@code -} at a mark drops all of it.
 */
final class Lexer {
    private static final List<String> OPERATORS = List.of(
            "==", "!=", "<=", ">=", "//", "**", "<", ">", "+", "-", "*", "/", "%", "~", "|", ".", ",", ":", "(", ")",
            "[", "]", "{", "}", "=");
    private static final Pattern RAW = Pattern.compile("\\s*raw\\s*(-?)%}");
    private static final Pattern RAW_END = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(-?)%}");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean trimNext;
    private boolean dropLineBreak;
    private int line = 1;
    private int countedTo;

    private Lexer(String source) {
        this.source = source;
    }

    /** @param name of the template, for messages */
    static List<Token> tokens(String name, String source) {
        Lexer lexer = new Lexer(source);
        try {
            lexer.run();
        } catch (TemplateException e) {
            throw e.at(new TemplateException.Place(name, lexer.line()));
        }
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
        add(Kind.END, "");
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
            add(Kind.DATA, text);
        }
        at = end;
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line()));
    }

    /** Of the place that was read up to. */
    private int line() {
        for (; countedTo < Math.min(at, source.length()); countedTo++) {
            if (source.charAt(countedTo) == '\n') {
                line++;
            }
        }
        return line;
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
        if (block && raw()) {
            return;
        }
        add(block ? Kind.BLOCK_BEGIN : Kind.PRINT_BEGIN, "");
        inside(block ? "%}" : "}}");
        add(block ? Kind.BLOCK_END : Kind.PRINT_END, "");
        dropLineBreak = block;
    }

    /** Text between {@code raw} and {@code endraw}, in which marks mean nothing. */
    private boolean raw() {
        Matcher begin = RAW.matcher(source).region(at, source.length());
        if (!begin.lookingAt()) {
            return false;
        }
        Matcher end = RAW_END.matcher(source);
        if (!end.find(begin.end())) {
            throw new TemplateException("raw without its end, {% endraw %}");
        }
        String text = source.substring(begin.end(), end.start());
        if (!begin.group(1).isEmpty()) {
            text = text.stripLeading();
        } else if (text.startsWith("\n")) {
            text = text.substring(1);
        }
        text = end.group(1).equals("-") ? text.stripTrailing() : withoutIndent(text, false);
        at = end.end();
        add(Kind.DATA, text);
        trimNext = !end.group(2).isEmpty();
        dropLineBreak = true;
        return true;
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
            return new Token(Kind.NAME, source.substring(from, at), line());
        }
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                at += operator.length();
                return new Token(Kind.OPERATOR, operator, line());
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
        return new Token(Kind.NUMBER, source.substring(from, at), line());
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
        return new Token(Kind.STRING, text.toString(), line());
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
