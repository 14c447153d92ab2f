package dev.slipway.dockerfile.expand;

import dev.slipway.dockerfile.Blanks;
import java.util.List;
import java.util.Optional;

/**
 * Quote removal, escapes, variable references and word splitting in one pass over a text.
 *
 * <p>The rules are a shell's, less globbing, command and arithmetic substitution. Not reusable.
 */
final class ShellLexer {
    private static final int END = -1;
    private static final int MAX_DEPTH = 64;

    private final String text;
    private final Options options;
    private final Lookups lookups;
    private final SplitWords words = new SplitWords();
    private boolean rawEscapes;
    private int depth;
    private int at;

    /**
     * @param keepQuotes leave quotes in the result
     * @param rawEscapes leave escape characters in the result
     * @param quotesArePlain quotes do not quote
     * @param keepUnset leave references to unset variables as they are written
     */
    record Options(char escape, boolean keepQuotes, boolean rawEscapes, boolean quotesArePlain, boolean keepUnset) {
        static Options words(char escape) {
            return new Options(escape, false, false, false, false);
        }

        static Options display(char escape) {
            return new Options(escape, true, true, false, true);
        }

        static Options content() {
            return new Options('\\', false, false, true, false);
        }
    }

    record Result(String value, List<SplitWords.Part> words) {}

    ShellLexer(String text, Options options, Lookups lookups) {
        this.text = text;
        this.options = options;
        this.lookups = lookups;
        this.rawEscapes = options.rawEscapes();
    }

    Result run() {
        String value = until(END, rawEscapes, true);
        return new Result(value, words.finish(text.length()));
    }

    /** Reads up to the unquoted {@code stop} and past it. */
    private String until(int stop, boolean raw, boolean split) {
        boolean outerRaw = rawEscapes;
        rawEscapes = raw;
        StringBuilder result = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == stop) {
                at++;
                rawEscapes = outerRaw;
                return result.toString();
            }
            int from = at;
            boolean quoted = true;
            int length = result.length();
            if (c == '$') {
                result.append(reference());
                quoted = false;
            } else if (c == '<') {
                heredocMark(result);
            } else if (c == '\'' && !options.quotesArePlain()) {
                singleQuoted(result);
            } else if (c == '"' && !options.quotesArePlain()) {
                doubleQuoted(result);
            } else if (c == options.escape()) {
                escaped(result);
            } else {
                at = plainEnd(stop);
                result.append(text, from, at);
                quoted = false;
            }
            if (split) {
                splitOff(result.substring(length), quoted, from);
            }
        }
        if (stop != END) {
            throw new ExpansionFault(
                    "cannot read \"" + text + "\": a ${ is not closed (expected: " + (char) stop + ")");
        }
        return result.toString();
    }

    /** The end of the plain characters that begin here, of which there is one: one blank, or as many others as follow. */
    private int plainEnd(int stop) {
        int end = at + 1;
        while (end < text.length() && !Blanks.isSpace(text.charAt(end - 1)) && isPlain(text.charAt(end), stop)) {
            end++;
        }
        return end;
    }

    private boolean isPlain(char c, int stop) {
        return c != '$'
                && c != '<'
                && c != '\''
                && c != '"'
                && c != options.escape()
                && c != stop
                && !Blanks.isSpace(c);
    }

    private void splitOff(String added, boolean quoted, int from) {
        if (quoted) {
            words.addQuoted(added, from);
        } else {
            words.add(added, from, at);
        }
    }

    private void escaped(StringBuilder result) {
        at++;
        if (rawEscapes) {
            result.append(options.escape());
        }
        if (at < text.length()) {
            result.append(text.charAt(at++));
        }
    }

    /** {@code <<} keeps the white space behind it, so that {@code << EOF} stays one word. */
    private void heredocMark(StringBuilder result) {
        int from = at++;
        if (at < text.length() && text.charAt(at) == '<') {
            at++;
            while (at < text.length() && " \t\r".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
        result.append(text, from, at);
    }

    private void singleQuoted(StringBuilder result) {
        int close = text.indexOf('\'', at + 1);
        if (close < 0) {
            throw new ExpansionFault("cannot read \"" + text + "\": a single quote is not closed (expected: ')");
        }
        int inset = options.keepQuotes() ? 0 : 1;
        result.append(text, at + inset, close + 1 - inset);
        at = close + 1;
    }

    private void doubleQuoted(StringBuilder result) {
        quote(result);
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                quote(result);
                return;
            }
            if (c == '$') {
                result.append(reference());
            } else if (c == options.escape()) {
                escapedInQuotes(result);
            } else {
                result.append(c);
                at++;
            }
        }
        throw new ExpansionFault("cannot read \"" + text + "\": a double quote is not closed (expected: \")");
    }

    private void quote(StringBuilder result) {
        at++;
        if (options.keepQuotes()) {
            result.append('"');
        }
    }

    /** Only a quote, a dollar and the escape itself can be escaped here; before others the escape is literal. */
    private void escapedInQuotes(StringBuilder result) {
        at++;
        if (rawEscapes) {
            result.append(options.escape());
        }
        if (at == text.length()) {
            return;
        }
        char next = text.charAt(at);
        if (next == '"' || next == '$' || next == options.escape()) {
            result.append(next);
            at++;
        } else {
            result.append(options.escape());
        }
    }

    private String reference() {
        int from = at++;
        if (at < text.length() && text.charAt(at) == '{') {
            if (++depth > MAX_DEPTH) {
                throw new ExpansionFault("cannot read \"" + text
                        + "\": references are nested too deeply (expected: at most " + MAX_DEPTH + " levels)");
            }
            String value = braced(from);
            depth--;
            return value;
        }
        String name = name();
        if (name.isEmpty()) {
            return "$";
        }
        return plain(name, from);
    }

    private String plain(String name, int from) {
        return lookups.get(name, options.keepUnset())
                .orElseGet(() -> options.keepUnset() ? text.substring(from, at) : "");
    }

    private String braced(int from) {
        at++;
        String name = name();
        if (at == text.length()) {
            throw new ExpansionFault("cannot read \"" + text + "\": a ${ is not closed (expected: })");
        }
        char operator = text.charAt(at++);
        if (name.isEmpty()) {
            throw new ExpansionFault(
                    "cannot read \"" + text.substring(from) + "\" (expected: a variable's name after ${)");
        }
        return switch (operator) {
            case '}' -> plain(name, from);
            case ':' -> nonEmpty(name, from);
            case '+', '-', '?' -> substitute(name, operator, false, from);
            case '#', '%' -> trim(name, operator, from);
            case '/' -> replace(name, from);
            default -> throw unsupported(name, String.valueOf(operator));
        };
    }

    private String nonEmpty(String name, int from) {
        char operator = at < text.length() ? text.charAt(at++) : '}';
        if ("+-?".indexOf(operator) < 0) {
            throw unsupported(name, ":" + operator);
        }
        return substitute(name, operator, true, from);
    }

    private static ExpansionFault unsupported(String name, String modifier) {
        return new ExpansionFault("cannot expand \"${" + name + modifier
                + "\" (expected: one of the modifiers :- - :+ + :? ? # ## % %% / //)");
    }

    private String substitute(String name, char operator, boolean emptyIsUnset, int from) {
        String word = until('}', false, false);
        Optional<String> value = lookups.get(name, true);
        if (value.isEmpty() && options.keepUnset()) {
            return text.substring(from, at);
        }
        boolean present = value.isPresent() && !(emptyIsUnset && value.get().isEmpty());
        return switch (operator) {
            case '-' -> present ? value.orElseThrow() : word;
            case '+' -> present ? word : "";
            default -> {
                if (!present) {
                    String told = value.isPresent() ? "is not allowed to be empty" : "is not allowed to be unset";
                    throw new ExpansionFault("cannot expand \"" + name + "\": " + (word.isEmpty() ? told : word)
                            + " (expected: a value)");
                }
                yield value.orElseThrow();
            }
        };
    }

    private String trim(String name, char operator, int from) {
        String pattern = until('}', true, false);
        Optional<String> value = lookups.get(name, options.keepUnset());
        if (value.isEmpty()) {
            return options.keepUnset() ? text.substring(from, at) : "";
        }
        boolean longest = !pattern.isEmpty() && pattern.charAt(0) == operator;
        ShellPattern glob = ShellPattern.parse(longest ? pattern.substring(1) : pattern);
        return operator == '#' ? glob.removePrefix(value.get(), longest) : glob.removeSuffix(value.get(), longest);
    }

    private String replace(String name, int from) {
        boolean all = at < text.length() && text.charAt(at) == '/';
        if (all) {
            at++;
        }
        String pattern = until('/', true, false);
        String replacement = until('}', true, false);
        Optional<String> value = lookups.get(name, options.keepUnset());
        if (value.isEmpty()) {
            return options.keepUnset() ? text.substring(from, at) : "";
        }
        return ShellPattern.parse(pattern).replace(value.get(), replacement, all);
    }

    /** Letters, digits and underscores; a run of digits, or one of the shell's special parameters, is a name too. */
    private String name() {
        int from = at;
        if (at < text.length() && Character.isDigit(text.codePointAt(at))) {
            while (at < text.length() && Character.isDigit(text.codePointAt(at))) {
                at += Character.charCount(text.codePointAt(at));
            }
            return text.substring(from, at);
        }
        if (at < text.length() && "@*#?-$!".indexOf(text.charAt(at)) >= 0) {
            at++;
            return text.substring(from, at);
        }
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (!Character.isLetterOrDigit(point) && point != '_') {
                break;
            }
            at += Character.charCount(point);
        }
        return text.substring(from, at);
    }
}
